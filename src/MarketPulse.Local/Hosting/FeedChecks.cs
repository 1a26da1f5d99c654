using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Local.Hosting;

/// <summary>What came back when a source was asked once.</summary>
internal sealed record FeedCheck
{
    /// <summary>Result of a source that answered with content or without news.</summary>
    public const string Ok = "ok";

    /// <summary>Result of a source that did not answer as it should.</summary>
    public const string Failed = "failed";

    /// <summary>Result of a source that was not asked.</summary>
    public const string Skipped = "skipped";

    /// <summary><c>news</c> or <c>prices</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the feed.</summary>
    public required string Feed { get; init; }

    /// <summary>Host, folder or container.</summary>
    public required string Place { get; init; }

    /// <summary><c>ok</c>, <c>failed</c> or <c>skipped</c>.</summary>
    public required string Result { get; init; }

    /// <summary>Outcome of the request; null when none was made.</summary>
    public string? Outcome { get; init; }

    /// <summary>Number of articles or bars.</summary>
    public int? Items { get; init; }

    /// <summary>Symbol that a price feed was asked for.</summary>
    public string? Symbol { get; init; }

    /// <summary>Time of the newest article, or date of the newest bar.</summary>
    public DateTimeOffset? NewestUtc { get; init; }

    /// <summary>The first complaint, or why the source was not asked.</summary>
    public string? Why { get; init; }
}

/// <summary>Asks every source once, without storing anything.</summary>
internal static class FeedChecks
{
    /// <summary>How far back a price feed is asked: enough for a weekly release.</summary>
    private const int DaysBack = 14;

    /// <summary>Asks all sources at the same time; each has its own limits of time and size.</summary>
    public static async Task<IReadOnlyList<FeedCheck>> RunAsync(
        IReadOnlyList<ConfiguredFeed> configured,
        IEnumerable<INewsFeed> news,
        IEnumerable<IPriceFeed> prices,
        Watchlist watchlist,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        Dictionary<string, INewsFeed> newsByName = news.ToDictionary(feed => feed.Name, StringComparer.Ordinal);
        Dictionary<string, IPriceFeed> pricesByName = prices.ToDictionary(feed => feed.Name, StringComparer.Ordinal);
        return await Task.WhenAll(configured.Select(feed => feed switch
        {
            { OffBecause: { } why } => Task.FromResult(Of(feed, FeedCheck.Skipped) with { Why = why }),
            { FeedKind: CursorKinds.News } => AskAsync(feed, newsByName[feed.Name], cancellationToken),
            _ => AskAsync(feed, pricesByName[feed.Name], watchlist, clock, cancellationToken),
        }));
    }

    private static async Task<FeedCheck> AskAsync(ConfiguredFeed feed, INewsFeed source, CancellationToken cancellationToken)
    {
        NewsPoll poll = await source.PollAsync(cursor: null, cancellationToken);
        return Judged(feed, poll.Outcome, poll.Articles.Count, poll.Errors) with
        {
            NewestUtc = poll.Articles.Count == 0 ? null : poll.Articles.Max(article => article.Published),
        };
    }

    private static async Task<FeedCheck> AskAsync(
        ConfiguredFeed feed, IPriceFeed source, Watchlist watchlist, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (watchlist.Quoted.FirstOrDefault(source.Serves) is not { } instrument)
        {
            return Of(feed, FeedCheck.Skipped) with { Why = "no instrument of the watchlist is read from it" };
        }

        DateOnly from = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-DaysBack);
        var cursor = new FeedCursor
        {
            FeedKind = CursorKinds.Prices,
            FeedId = CursorIds.ForSymbol(feed.Name, instrument.Symbol),
            Position = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        PricePoll poll = await source.PollAsync(instrument, cursor, cancellationToken);
        return Judged(feed, poll.Outcome, poll.History?.Bars.Count ?? 0, poll.Errors) with
        {
            Symbol = instrument.Symbol,
            NewestUtc = poll.History?.BarsThrough is { } last ? new DateTimeOffset(last, TimeOnly.MinValue, TimeSpan.Zero) : null,
        };
    }

    private static FeedCheck Of(ConfiguredFeed feed, string result) => new()
    {
        Kind = feed.FeedKind,
        Feed = feed.Name,
        Place = feed.Place,
        Result = result,
    };

    private static FeedCheck Judged(ConfiguredFeed feed, PollOutcome outcome, int items, IReadOnlyList<string> errors) =>
        Of(feed, outcome is PollOutcome.New or PollOutcome.Unchanged or PollOutcome.Empty ? FeedCheck.Ok : FeedCheck.Failed) with
        {
            Outcome = Codes<PollOutcome>.Of(outcome),
            Items = items,
            Why = errors.Count == 0 ? null : errors[0],
        };
}
