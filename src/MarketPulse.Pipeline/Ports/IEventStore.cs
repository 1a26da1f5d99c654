using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores trade events.</summary>
public interface IEventStore
{
    /// <summary>Finds an event, live or superseded; null when unknown.</summary>
    Task<TradeEvent?> FindAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Reads the events with time in [from, to), ascending by id; superseded ones only on request.</summary>
    IAsyncEnumerable<TradeEvent> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, bool includeSuperseded, CancellationToken cancellationToken);

    /// <summary>
    /// Writes events and their tags, replacing rows with the same id whatever they hold: for loading events into a store. Clustering uses
    /// <see cref="UpdateAsync"/>.
    /// </summary>
    Task SaveAsync(IReadOnlyCollection<TradeEvent> events, CancellationToken cancellationToken);

    /// <summary>
    /// Writes events and their tags if their rows still hold what the changes were computed from, so that a run that was overtaken by
    /// another writes nothing. What scoring sets on a row does not count as a difference.
    /// </summary>
    /// <exception cref="StaleRunException">Another run has changed, added or superseded one of the events.</exception>
    Task UpdateAsync(IReadOnlyCollection<EventUpdate> changes, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the tags of a period those of the stored events, and completes their log. Both may be behind after a run that stopped between
    /// writing them and the events. The caller must hold the clustering lease.
    /// </summary>
    /// <param name="from">Start of the period of event times, inclusive.</param>
    /// <param name="to">End of the period of event times, exclusive.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    Task RestoreTagsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>
    /// Sets only <see cref="TradeEvent.OpenUntil"/> and <see cref="TradeEvent.OverlapKey"/>, so that concurrent writes to other columns of
    /// the event are kept.
    /// </summary>
    /// <param name="read">The event, as read before it was scored.</param>
    /// <param name="openUntil">Its closing day; null to keep the stored one.</param>
    /// <param name="overlapKey">The fingerprint of the overlaps that its scores show.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>
    /// False when the event is gone, or when another run has set another <see cref="TradeEvent.OverlapKey"/> since the event was read; then
    /// only the closing day is set.
    /// </returns>
    Task<bool> TrySetScoredAsync(TradeEvent read, DateOnly? openUntil, string overlapKey, CancellationToken cancellationToken);
}
