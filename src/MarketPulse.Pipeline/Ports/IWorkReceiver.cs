using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Receives the messages of a queue and passes each to a step; it is then removed, retried later or dead-lettered.</summary>
public interface IWorkReceiver
{
    /// <summary>
    /// Handles the messages of <paramref name="queue"/>, several at a time, until cancelled. A message stays locked while it is handled and
    /// is removed when <paramref name="handle"/> returns. <see cref="PermanentFaultException"/> dead-letters it immediately. After any
    /// other exception it is delivered again with growing delays, until the retry policy is exhausted and it is dead-lettered.
    /// </summary>
    Task RunAsync(string queue, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken);

    /// <summary>Counts the messages in the queue, including those being handled or waiting for a retry, but not dead letters.</summary>
    Task<long> CountAsync(string queue, CancellationToken cancellationToken);
}
