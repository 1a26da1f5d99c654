using MarketPulse.Core.Impact;

namespace MarketPulse.Pipeline.Ports;

/// <summary>The history of all scores: append-only, with one row for each change.</summary>
public interface IScoreLog
{
    /// <summary>
    /// Reads the scores of one event as they stood at a given moment, by key. Their time of writing is the moment
    /// from which they were known.
    /// </summary>
    IAsyncEnumerable<ImpactScore> ReadAsOfAsync(string eventId, DateTimeOffset asOf, CancellationToken cancellationToken);
}
