using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Replays the messages in a queue's poison queue.</summary>
/// <param name="deadLetters">Store of the dead letters.</param>
public sealed class StorageQueueReplay(IDeadLetters deadLetters) : IDeadLetterReplay
{
    /// <inheritdoc/>
    public Task<int> ReplayAsync(string queue, CancellationToken cancellationToken) =>
        deadLetters.ReplayAsync(queue, ids: null, cancellationToken);
}
