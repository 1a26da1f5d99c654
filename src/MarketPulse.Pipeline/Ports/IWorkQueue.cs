using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Sends work to the queues.</summary>
public interface IWorkQueue
{
    /// <summary>Sends every message to <paramref name="queue"/>; returns when the broker has them all.</summary>
    Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken);
}
