using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Scores;

/// <summary>Evaluates a <see cref="ScoreQuery"/>, for both stores.</summary>
internal static class ScoreFilter
{
    /// <summary>Whether a score matches a query.</summary>
    public static bool Matches(ScoreQuery query, ImpactScore score) =>
        (query.EventId is null || query.EventId == score.EventId)
        && (query.Symbol is null || query.Symbol == score.Symbol)
        && (query.From is null || score.EventTimeUtc >= query.From)
        && (query.To is null || score.EventTimeUtc < query.To)
        && (query.WindowKey is null || query.WindowKey == score.WindowKey)
        && (query.ModifiedSince is null || score.ModifiedUtc >= query.ModifiedSince);

    /// <summary>Sorts scores by event time, then by key.</summary>
    public static IEnumerable<ImpactScore> InOrder(IEnumerable<ImpactScore> scores) =>
        scores.OrderBy(score => score.RowKey, StringComparer.Ordinal);
}
