using MarketPulse.Core.Impact;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Scores and the paths around events.</summary>
public interface IScoreStore
{
    /// <summary>The score rows of one event.</summary>
    IAsyncEnumerable<ImpactScore> ReadEventAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>
    /// Writes an event's scores, their copies by instrument and the paths. A row is skipped when revision, bars and price revision of the stored one are
    /// all at or past those given: a stale scorer never overwrites a fresher row. When all three are equal, the row is written only if it says something else.
    /// </summary>
    /// <returns>Number of score rows written.</returns>
    /// <exception cref="StaleRunException">The stored row is fresher in one of the three and staler in another: score again from what is stored now.</exception>
    Task<int> SaveAsync(IReadOnlyCollection<ImpactScore> scores, IReadOnlyCollection<AbnormalReturn> paths, CancellationToken cancellationToken);

    /// <summary>Deletes everything scored for an event that another took the place of.</summary>
    Task DeleteEventAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Score rows that match, by event time then key.</summary>
    IAsyncEnumerable<ImpactScore> QueryAsync(ScoreQuery query, CancellationToken cancellationToken);

    /// <summary>The path of one event, of one symbol or of all.</summary>
    IAsyncEnumerable<AbnormalReturn> ReadPathsAsync(string eventId, string? symbol, CancellationToken cancellationToken);
}
