namespace MarketPulse.Pipeline.Messages;

/// <summary>A delivered message, as passed to a step.</summary>
/// <param name="Queue">The queue it came from.</param>
/// <param name="Body">The body as sent, to be read with <see cref="WorkMessage.Parse"/>.</param>
/// <param name="MessageId">The broker's id of the message.</param>
/// <param name="DeliveryCount">Number of the delivery, starting at 1.</param>
public sealed record WorkDelivery(string Queue, string Body, string MessageId, int DeliveryCount)
{
    /// <summary>When the message was sent; null when the broker does not report it.</summary>
    public DateTimeOffset? EnqueuedUtc { get; init; }
}
