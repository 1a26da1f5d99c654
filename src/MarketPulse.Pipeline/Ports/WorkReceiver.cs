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

/// <summary>A message as handed to a step.</summary>
/// <param name="Queue">The queue it came from.</param>
/// <param name="Body">Its body, as sent; <see cref="WorkMessage.Parse"/> reads it.</param>
/// <param name="MessageId">The broker's id of the message.</param>
/// <param name="DeliveryCount">1 at the first delivery.</param>
public sealed record WorkDelivery(string Queue, string Body, string MessageId, int DeliveryCount)
{
    /// <summary>When it was sent; null when the broker does not say.</summary>
    public DateTimeOffset? EnqueuedUtc { get; init; }
}
