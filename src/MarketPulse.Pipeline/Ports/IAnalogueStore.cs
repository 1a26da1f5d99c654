using MarketPulse.Core.Analogues;

namespace MarketPulse.Pipeline.Ports;

/// <summary>The analogues that events had when they were found.</summary>
public interface IAnalogueStore
{
    /// <summary>The analogues stored for an event, nearest first; none when none were looked for or found.</summary>
    IAsyncEnumerable<Analogue> ReadAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Makes the rows the analogues of the event, in place of those stored.</summary>
    Task SaveAsync(string eventId, IReadOnlyList<Analogue> analogues, CancellationToken cancellationToken);
}
