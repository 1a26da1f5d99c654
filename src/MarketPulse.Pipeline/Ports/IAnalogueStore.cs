using MarketPulse.Core.Analogues;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores the analogues found for each event when it was new.</summary>
public interface IAnalogueStore
{
    /// <summary>Reads the analogues stored for an event, nearest first; empty when none were found or the search was never run.</summary>
    IAsyncEnumerable<Analogue> ReadAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Replaces the stored analogues of the event.</summary>
    Task SaveAsync(string eventId, IReadOnlyList<Analogue> analogues, CancellationToken cancellationToken);
}
