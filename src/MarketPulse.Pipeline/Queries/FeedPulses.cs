using System.Globalization;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Reads the state of each polled feed from its cursors. Price feeds that serve no instrument of the watchlist are never polled and are
/// omitted.
/// </summary>
/// <param name="news">The configured news feeds.</param>
/// <param name="prices">The configured price feeds, in order of preference.</param>
/// <param name="watchlist">Its instruments decide which price feeds are polled.</param>
/// <param name="cursors">Store of the cursors.</param>
/// <param name="options">How long a feed may be silent.</param>
/// <param name="clock">Current time, against which silence is measured.</param>
public sealed class FeedPulses(
    IEnumerable<INewsFeed> news,
    IEnumerable<IPriceFeed> prices,
    Watchlist watchlist,
    ICursorStore cursors,
    HeartbeatOptions options,
    TimeProvider clock)
{
    /// <summary>Reads the state of every polled feed, news feeds before price feeds.</summary>
    public async Task<IReadOnlyList<FeedPulse>> ReadAsync(CancellationToken cancellationToken)
    {
        List<FeedCursor> all = [];
        await foreach (FeedCursor cursor in cursors.ReadAllAsync(cancellationToken))
        {
            all.Add(cursor);
        }

        return [.. Feeds().Select(feed => Feel(all, feed.Kind, feed.Name, feed.StaleAfter))];
    }

    /// <summary>When the heartbeat first checked a feed; null before it has.</summary>
    /// <param name="all">The cursors, those of the heartbeat included.</param>
    /// <param name="kind"><c>news</c> or <c>prices</c>.</param>
    /// <param name="feed">Name of the feed.</param>
    public static DateTimeOffset? FirstLook(IEnumerable<FeedCursor> all, string kind, string feed) =>
        Look(all, kind, feed)?.Position is { } position
            ? DateTimeOffset.ParseExact(position, "O", CultureInfo.InvariantCulture)
            : null;

    private static FeedCursor? Look(IEnumerable<FeedCursor> all, string kind, string feed) =>
        all.FirstOrDefault(c => c.FeedKind == CursorKinds.Heartbeat && c.FeedId == CursorIds.ForHeartbeat(kind, feed));

    private IEnumerable<(string Kind, string Name, TimeSpan StaleAfter)> Feeds() =>
        news.Select(feed => (CursorKinds.News, feed.Name, TimeSpan.FromMinutes(options.NewsSilentMinutes)))
            .Concat(prices.Where(IsPolled)
                .Select(feed => (CursorKinds.Prices, feed.Name, TimeSpan.FromMinutes(options.PricesSilentMinutes))));

    private bool IsPolled(IPriceFeed feed) =>
        watchlist.Quoted.Any(instrument => prices.FirstOrDefault(candidate => candidate.Serves(instrument)) == feed);

    // A price feed has one cursor per symbol; the feed is alive when any of them is.
    private FeedPulse Feel(List<FeedCursor> all, string kind, string feed, TimeSpan staleAfter)
    {
        FeedCursor[] mine = [.. all.Where(c => c.FeedKind == kind && (c.FeedId == feed || CursorIds.IsForSymbolOf(feed, c)))];
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset? success = mine.Max(c => c.LastSuccessUtc);
        FeedCursor? last = mine.MaxBy(c => c.LastPollUtc);
        FeedCursor? look = Look(all, kind, feed);
        DateTimeOffset firstLook = FirstLook(all, kind, feed) ?? now;
        return new FeedPulse(kind, feed)
        {
            LastPollUtc = last?.LastPollUtc,
            LastSuccessUtc = success,
            SinceSuccess = now - success,
            Outcome = last?.Outcome,
            IsStale = now - success is not { } since || since > staleAfter,
            FirstLookUtc = firstLook,
            LastLookUtc = look?.LastPollUtc,
            IsSilent = now - (success ?? firstLook) > staleAfter,
            SilentDays = Math.Max(0, (int)(now - (success ?? firstLook)).TotalDays),
            NextPollUtc = mine.Min(c => c.NextPollUtc),
            Failures = last?.Failures ?? 0,
            Error = last?.Error,
        };
    }
}
