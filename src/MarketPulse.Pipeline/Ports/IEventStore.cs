using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Trade events.</summary>
public interface IEventStore
{
    /// <summary>The event, live or superseded; null when unknown.</summary>
    Task<TradeEvent?> FindAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Events with time in [from, to), ascending by id; superseded ones only on request.</summary>
    IAsyncEnumerable<TradeEvent> ReadAsync(DateTimeOffset from, DateTimeOffset to, bool includeSuperseded, CancellationToken cancellationToken);

    /// <summary>Writes events and their tags, replacing rows of the same id.</summary>
    Task SaveAsync(IReadOnlyCollection<TradeEvent> events, CancellationToken cancellationToken);

    /// <summary>Removes tags of events that are not stored: a save that ended between the two left them. Only for whoever holds the clustering lease.</summary>
    /// <param name="from">Earliest time of such an event.</param>
    /// <param name="to">First time after them.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    Task RemoveStrayTagsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Sets <see cref="TradeEvent.OpenUntil"/> alone, leaving what others may be writing to the event.</summary>
    Task SetOpenUntilAsync(string eventId, DateOnly openUntil, CancellationToken cancellationToken);
}
