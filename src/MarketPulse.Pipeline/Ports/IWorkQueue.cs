using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Sends work to the queues.</summary>
public interface IWorkQueue
{
    /// <summary>Sends every message to <paramref name="queue"/>; returns once the broker has accepted all of them.</summary>
    Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken);
}
