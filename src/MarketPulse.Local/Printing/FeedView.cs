using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Printing;

/// <summary>A feed and its state.</summary>
internal sealed record FeedState
{
    /// <summary><c>news</c> or <c>prices</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the feed.</summary>
    public required string Feed { get; init; }

    /// <summary>Kind of its source.</summary>
    public required string Source { get; init; }

    /// <summary>Host, folder or container.</summary>
    public required string Place { get; init; }

    /// <summary>
    /// <c>ok</c>, <c>failing</c>, <c>silent</c> (no answer for seven days), <c>waiting</c> (never polled) or <c>off</c>.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>Why it is off; null when it is on.</summary>
    public string? OffBecause { get; init; }

    /// <summary>Number of symbols that a price feed has been asked for; null for news.</summary>
    public int? Symbols { get; init; }

    /// <summary>How many of them failed last time; null for news.</summary>
    public int? FailingSymbols { get; init; }

    /// <summary>Outcome of the last poll; null before the first.</summary>
    public string? Outcome { get; init; }

    /// <summary>When a poll last succeeded; null when none did.</summary>
    public DateTimeOffset? LastSuccessUtc { get; init; }

    /// <summary>The last error, while the feed is failing.</summary>
    public string? LastError { get; init; }

    /// <summary>When it is due; null for at once, and for a feed that is off.</summary>
    public DateTimeOffset? NextPollUtc { get; init; }

    /// <summary>Requests made on this UTC day.</summary>
    public int QuotaUsed { get; init; }

    /// <summary>Most requests a day; null without a limit.</summary>
    public int? DailyQuota { get; init; }

    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(FeedPulse.UnansweredDays);

    /// <summary>The state that the cursors of all feeds give one of them.</summary>
    public static FeedState FromCursors(ConfiguredFeed feed, IReadOnlyList<FeedCursor> cursors, DateTimeOffset now)
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
        bool isSilent = (all.Max(cursor => cursor.LastSuccessUtc) ?? FeedPulses.FirstLook(cursors, feed.FeedKind, feed.Name))
            <= now - LongestSilence;
        string status = feed.OffBecause is not null ? "off"
            : last is null ? "waiting"
            : isSilent ? "silent"
            : failing is not null ? "failing"
            : "ok";
        return new FeedState
        {
            Kind = feed.FeedKind,
            Feed = feed.Name,
            Source = feed.Source,
            Place = feed.Place,
            Status = status,
            OffBecause = feed.OffBecause,
            Symbols = isPrices ? symbols.Length : null,
            FailingSymbols = isPrices ? symbols.Count(cursor => cursor.Failures > 0) : null,
            Outcome = last is null ? null : Codes<PollOutcome>.Of(last.Outcome),
            LastSuccessUtc = all.Max(cursor => cursor.LastSuccessUtc),
            LastError = failing?.Error,
            NextPollUtc = status == "off" ? null
                : own?.NextPollUtc > now || !isPrices ? own?.NextPollUtc
                : symbols.Min(cursor => cursor.NextPollUtc),
            QuotaUsed = isPrices && feed.DailyQuota is null ? 0 : own?.QuotaUsedOn(now) ?? 0,
            DailyQuota = feed.DailyQuota,
        };
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
        new("quota", row => row.DailyQuota is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{row.QuotaUsed}/{row.DailyQuota}"))
        {
            Right = true,
            DropOrder = 5,
        },
        new("place", row => row.Place) { DropOrder = 3 },
        new("why", Why) { Wraps = true },
    ];

    public static RowSet Rows(IEnumerable<FeedState> feeds) => RowSet.Create("feeds", feeds, Columns, title: "Feeds");

    private static string? Why(FeedState row) => row.OffBecause
        ?? (row.Status == "silent" ? $"no answer for a week; {row.LastError ?? "marketpulse feeds --check asks it"}" : row.LastError);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string? Colour(string status) => status switch
    {
        "ok" => "green",
        "failing" or "silent" => "red",
        _ => null,
    };
}
