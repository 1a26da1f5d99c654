using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Printing;

/// <summary>A feed and how it fares.</summary>
/// <param name="Kind"><c>news</c> or <c>prices</c>.</param>
/// <param name="Feed">Its name.</param>
/// <param name="Source">Kind of its source.</param>
/// <param name="Place">Host, folder or container.</param>
/// <param name="Status"><c>ok</c>, <c>failing</c>, <c>waiting</c> (never polled) or <c>off</c>.</param>
/// <param name="OffBecause">Why it is off.</param>
/// <param name="Symbols">Symbols that a price feed has been asked for; null for news.</param>
/// <param name="FailingSymbols">How many of them failed last time.</param>
/// <param name="Outcome">Outcome of the last poll.</param>
/// <param name="LastSuccessUtc">When a poll last succeeded.</param>
/// <param name="LastError">What last went wrong, if it still does.</param>
/// <param name="NextPollUtc">When it is due; null for at once, and for a feed that is off.</param>
/// <param name="QuotaUsed">Requests made on this UTC day.</param>
/// <param name="DailyQuota">Most that it may make.</param>
internal sealed record FeedState(
    string Kind,
    string Feed,
    string Source,
    string Place,
    string Status,
    string? OffBecause,
    int? Symbols,
    int? FailingSymbols,
    string? Outcome,
    DateTimeOffset? LastSuccessUtc,
    string? LastError,
    DateTimeOffset? NextPollUtc,
    int QuotaUsed,
    int? DailyQuota)
{
    public static FeedState Of(ConfiguredFeed feed, IReadOnlyList<FeedCursor> cursors, DateTimeOffset now)
    {
        FeedCursor? own = cursors.FirstOrDefault(cursor => cursor.FeedKind == feed.FeedKind && cursor.FeedId == feed.Name);
        FeedCursor[] symbols =
        [
            .. cursors.Where(cursor => cursor.FeedKind == feed.FeedKind && CursorIds.IsForSymbolOf(feed.Name, cursor)),
        ];
        FeedCursor[] all = own is null ? symbols : [.. symbols, own];
        FeedCursor? last = all.MaxBy(cursor => cursor.LastPollUtc);
        FeedCursor? failing = all.Where(cursor => cursor.Failures > 0).MaxBy(cursor => cursor.LastPollUtc);
        bool isPrices = feed.FeedKind == CursorKinds.Prices;
        string status = feed.OffBecause is not null ? "off" : last is null ? "waiting" : failing is not null ? "failing" : "ok";
        return new FeedState(
            feed.FeedKind,
            feed.Name,
            feed.Source,
            feed.Place,
            status,
            feed.OffBecause,
            isPrices ? symbols.Length : null,
            isPrices ? symbols.Count(cursor => cursor.Failures > 0) : null,
            last is null ? null : Codes<PollOutcome>.Of(last.Outcome),
            all.Max(cursor => cursor.LastSuccessUtc),
            failing?.Error,
            status == "off" ? null : own?.NextPollUtc > now || !isPrices ? own?.NextPollUtc : symbols.Min(cursor => cursor.NextPollUtc),
            isPrices && feed.DailyQuota is null ? 0 : own?.QuotaUsedOn(now) ?? 0,
            feed.DailyQuota);
    }
}

/// <summary>Feeds as printed.</summary>
internal static class FeedView
{
    private static readonly IReadOnlyList<ViewColumn<FeedState>> Columns =
    [
        new("kind", row => row.Kind),
        new("feed", row => row.Feed),
        new("status", row => row.Status) { Style = row => Colour(row.Status) },
        new("last", row => row.Outcome) { DropOrder = 2 },
        new("success (UTC)", row => Time(row.LastSuccessUtc)),
        new("next (UTC)", row => row.Status == "off" ? "" : row.NextPollUtc is null ? "now" : Time(row.NextPollUtc)) { DropOrder = 1 },
        new("symbols", row => row.Symbols?.ToString(CultureInfo.InvariantCulture)) { Right = true, DropOrder = 4 },
        new("quota", row => row.DailyQuota is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{row.QuotaUsed}/{row.DailyQuota}")) { Right = true, DropOrder = 5 },
        new("place", row => row.Place) { DropOrder = 3 },
        new("why", row => row.OffBecause ?? row.LastError) { Wraps = true },
    ];

    public static RowSet Of(IEnumerable<FeedState> feeds) => RowSet.Of("feeds", feeds, Columns, title: "Feeds");

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string? Colour(string status) => status switch
    {
        "ok" => "green",
        "failing" => "red",
        _ => null,
    };
}
