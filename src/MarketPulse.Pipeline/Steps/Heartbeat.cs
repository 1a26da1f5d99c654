using System.Diagnostics;
using System.Globalization;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Sees when each feed was last polled with success, and says which has been silent for too long: a timer that no longer fires fails without an error.</summary>
/// <param name="news">The news feeds.</param>
/// <param name="prices">The price feeds.</param>
/// <param name="cursors">Where each feed was left; takes one <c>heartbeat</c> row per feed.</param>
/// <param name="alerts">Tells those who asked for it.</param>
/// <param name="options">How long silence may last.</param>
/// <param name="clock">The time.</param>
public sealed class Heartbeat(
    IEnumerable<INewsFeed> news, IEnumerable<IPriceFeed> prices, ICursorStore cursors, RaiseAlerts alerts, HeartbeatOptions options, TimeProvider clock)
{
    /// <summary>Partition of the rows it writes.</summary>
    public const string FeedKind = "heartbeat";

    /// <summary>Looks at every configured feed, records its freshness and writes its heartbeat row.</summary>
    public async Task<IReadOnlyList<FeedPulse>> RunAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("heartbeat");
        List<FeedCursor> all = [];
        await foreach (FeedCursor cursor in cursors.ReadAllAsync(cancellationToken))
        {
            all.Add(cursor);
        }

        var pulses = new List<FeedPulse>();
        foreach ((string kind, string feed, TimeSpan staleAfter) in Feeds())
        {
            FeedPulse pulse = Feel(all, kind, feed, staleAfter);
            if (pulse.SinceSuccess is { } since)
            {
                MarketPulseTelemetry.FeedFreshness(kind, feed, since);
            }

            await cursors.SaveAsync(ToRow(pulse), cancellationToken);
            pulses.Add(pulse);
        }

        await alerts.ForFeedsAsync(pulses, cancellationToken);
        return pulses;
    }

    private IEnumerable<(string Kind, string Feed, TimeSpan StaleAfter)> Feeds() =>
        news.Select(feed => (PollNews.FeedKind, feed.Name, TimeSpan.FromMinutes(options.NewsSilentMinutes)))
            .Concat(prices.Select(feed => (PollPrices.FeedKind, feed.Name, TimeSpan.FromMinutes(options.PricesSilentMinutes))));

    // A price feed has one cursor per symbol; the feed is alive when any of them is.
    private FeedPulse Feel(List<FeedCursor> all, string kind, string feed, TimeSpan staleAfter)
    {
        FeedCursor[] mine = [.. all.Where(c => c.FeedKind == kind && c.IsOf(feed))];
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset? success = mine.Max(c => c.LastSuccessUtc);
        FeedCursor? last = mine.MaxBy(c => c.LastPollUtc);
        DateTimeOffset firstLook = FirstLook(all, kind, feed) ?? now;
        return new FeedPulse(kind, feed, last?.LastPollUtc, success, now - success, last?.Outcome, now - success is not { } since || since > staleAfter)
        {
            FirstLookUtc = firstLook,
            IsSilent = now - (success ?? firstLook) > staleAfter,
        };
    }

    private static DateTimeOffset? FirstLook(List<FeedCursor> all, string kind, string feed) =>
        all.Find(c => c.FeedKind == FeedKind && c.FeedId == $"{kind}|{feed}")?.Position is { } position
            ? DateTimeOffset.ParseExact(position, "O", CultureInfo.InvariantCulture)
            : null;

    private FeedCursor ToRow(FeedPulse pulse) => new()
    {
        FeedKind = FeedKind,
        FeedId = $"{pulse.FeedKind}|{pulse.Feed}",
        Position = pulse.FirstLookUtc.ToString("O", CultureInfo.InvariantCulture),
        Outcome = pulse.Outcome ?? PollOutcome.Unreachable,
        Error = pulse.IsStale ? pulse.Warning : null,
        LastPollUtc = clock.GetUtcNow(),
        LastSuccessUtc = pulse.LastSuccessUtc,
    };
}
