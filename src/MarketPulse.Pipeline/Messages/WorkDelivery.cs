namespace MarketPulse.Pipeline.Messages;

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
