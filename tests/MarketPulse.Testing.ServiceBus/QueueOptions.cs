namespace MarketPulse.Testing.ServiceBus;

/// <summary>How a queue of the broker behaves. The defaults are those of the deployed queues.</summary>
public sealed record QueueOptions
{
    /// <summary>How long a received message stays locked unless the lock is renewed.</summary>
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a message id is remembered; a message with a remembered id is accepted and dropped.</summary>
    public TimeSpan DuplicateDetectionWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Number of deliveries after which a message is dead-lettered.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>The largest message or batch, in bytes, as announced to senders.</summary>
    public int MaxMessageBytes { get; init; } = 256 * 1024;
}
