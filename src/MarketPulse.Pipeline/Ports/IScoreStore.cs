using MarketPulse.Core.Impact;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores scores and the paths of abnormal returns around events.</summary>
public interface IScoreStore
{
    /// <summary>Reads the scores of one event.</summary>
    IAsyncEnumerable<ImpactScore> ReadEventAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>
    /// Writes an event's scores, their copies by instrument and the paths. A row is skipped when the stored row is at least as recent in
    /// event revision, bars and price revision, so a stale run never overwrites a fresher row. When all three are equal, the row is written
    /// only if it differs.
    /// </summary>
    /// <returns>Number of score rows written.</returns>
    /// <exception cref="StaleRunException">
    /// The stored row is more recent in one of the three and less recent in another; the event must be scored again from current data.
    /// </exception>
    Task<int> SaveAsync(
        IReadOnlyCollection<ImpactScore> scores, IReadOnlyCollection<AbnormalReturn> paths, CancellationToken cancellationToken);

    /// <summary>
    /// Sets only the overlaps of the stored scores of events, and writes only the rows whose number changes. The numbers are counted after
    /// the rows are read, and again when others change the rows meanwhile, so that an older count never replaces a newer one.
    /// </summary>
    /// <param name="eventIds">The events.</param>
    /// <param name="count">Counts their overlaps from the events as they are stored now. Events that it leaves out are not changed.</param>
    /// <param name="cancellationToken">Stops between requests; a repeat completes the work.</param>
    /// <returns>Number of score rows written.</returns>
    Task<int> SetOverlapsAsync(
        IReadOnlyCollection<string> eventIds,
        Func<CancellationToken, Task<IReadOnlyDictionary<string, EventOverlaps>>> count,
        CancellationToken cancellationToken);

    /// <summary>
    /// Sets only the confounders of stored scores, and writes only the rows whose text changes. A row that was scored with another day 0
    /// meanwhile stays as it is.
    /// </summary>
    /// <param name="scores">The scores as they were read, with the confounders that they should have.</param>
    /// <param name="cancellationToken">Stops between requests; a repeat completes the work.</param>
    /// <returns>Number of score rows written.</returns>
    Task<int> SetConfoundersAsync(IReadOnlyCollection<ImpactScore> scores, CancellationToken cancellationToken);

    /// <summary>Deletes the scores and paths of a superseded event.</summary>
    Task DeleteEventAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Reads the scores that match, by event time then key.</summary>
    IAsyncEnumerable<ImpactScore> QueryAsync(ScoreQuery query, CancellationToken cancellationToken);

    /// <summary>Reads the paths of one event, for one symbol or, when it is null, for all.</summary>
    IAsyncEnumerable<AbnormalReturn> ReadPathsAsync(string eventId, string? symbol, CancellationToken cancellationToken);
}
