using System.Runtime.CompilerServices;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Pipeline;

/// <summary>
/// The world as it was known at a moment: events rebuilt from the articles first seen by then, and their scores as logged by then. Nothing that came
/// later shows, be it a late report, a further source or a revised price.
/// </summary>
/// <param name="articles">The articles and their verdicts.</param>
/// <param name="log">The scores as they were.</param>
public sealed class PointInTime(IArticleStore articles, IScoreLog log)
{
    // An article's time may lie a little ahead of the moment it was first seen.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>The live events in order of time and id. Their time of writing is when their last report was first seen; revision, day of closing and trace are not known.</summary>
    public async Task<IReadOnlyList<TradeEvent>> ReadEventsAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        DateTimeOffset to = asOf < DateTimeOffset.MaxValue - Ahead ? asOf + Ahead : DateTimeOffset.MaxValue;
        List<ArticleFacts> seen = await articles.ReadFactsAsync(DateTimeOffset.MinValue, to, cancellationToken)
            .Where(facts => facts.FirstSeen <= asOf)
            .ToListAsync(cancellationToken);
        ClusteredEvents clustered = EventClustering.Cluster(seen);
        Dictionary<string, DateTimeOffset> known = seen
            .Where(facts => clustered.EventByArticle.ContainsKey(facts.Id))
            .GroupBy(facts => clustered.EventByArticle[facts.Id], StringComparer.Ordinal)
            .ToDictionary(reports => reports.Key, reports => reports.Max(facts => facts.FirstSeen), StringComparer.Ordinal);
        return [.. clustered.Events.Select(found => found with { ModifiedUtc = known[found.EventId] })];
    }

    /// <summary>The scores of the events that were live then and that <paramref name="wanted"/> takes, by event, then key.</summary>
    public async IAsyncEnumerable<ImpactScore> ReadScoresAsync(
        DateTimeOffset asOf, Func<TradeEvent, bool> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        foreach (TradeEvent found in (await ReadEventsAsync(asOf, cancellationToken)).Where(wanted))
        {
            await foreach (ImpactScore score in log.ReadAsOfAsync(found.EventId, asOf, cancellationToken))
            {
                yield return score;
            }
        }
    }
}
