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

    /// <summary>Writes events and their tags, replacing rows with the same id.</summary>
    Task SaveAsync(IReadOnlyCollection<TradeEvent> events, CancellationToken cancellationToken);

    /// <summary>
    /// Removes tags of events that are not stored, as left by a save that stopped between the two writes. The caller must hold the
    /// clustering lease.
    /// </summary>
    /// <param name="from">Start of the period of event times, inclusive.</param>
    /// <param name="to">End of the period of event times, exclusive.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    Task RemoveStrayTagsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Sets only <see cref="TradeEvent.OpenUntil"/>, so that concurrent writes to other columns of the event are kept.</summary>
    Task SetOpenUntilAsync(string eventId, DateOnly openUntil, CancellationToken cancellationToken);
}
