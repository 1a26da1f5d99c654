using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Reads a queue and hands each message to a step until it is done, set aside or to be tried again.</summary>
public interface IWorkReceiver
{
    /// <summary>
    /// Handles the messages of <paramref name="queue"/>, several at once, until cancelled. A message is held while it is handled and removed when
    /// <paramref name="handle"/> returns. <see cref="PermanentFaultException"/> sets it aside at once as a dead letter; any other exception has it delivered
    /// again after a growing wait, and set aside after the last delivery.
    /// </summary>
    Task RunAsync(string queue, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken);

    /// <summary>Messages in the queue, those being handled or waiting for another try included; dead letters are not.</summary>
    Task<long> CountAsync(string queue, CancellationToken cancellationToken);
}
