using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Reads a queue and hands each message to a step until it is done, retried later or dead-lettered.</summary>
public interface IWorkReceiver
{
    /// <summary>
    /// Handles the messages of <paramref name="queue"/>, several at once, until cancelled. A message is held while it is handled and removed when
    /// <paramref name="handle"/> returns. <see cref="PermanentFaultException"/> makes it a dead letter at once; any other exception has it delivered
    /// again after a growing wait, until its retry policy makes it a dead letter.
    /// </summary>
    Task RunAsync(string queue, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken);

    /// <summary>Messages in the queue, those being handled or waiting for another try included; dead letters are not.</summary>
    Task<long> CountAsync(string queue, CancellationToken cancellationToken);
}
