using System.Globalization;

namespace MarketPulse.Testing.ServiceBus;

/// <summary>A message as the broker keeps it. Guarded by its queue.</summary>
internal sealed class BrokerMessage
{
    /// <summary>The message as it arrived.</summary>
    public required byte[] Encoded { get; init; }

    public required string? MessageId { get; init; }

    /// <summary>Position in the queue.</summary>
    public long SequenceNumber { get; set; }

    public DateTimeOffset EnqueuedTime { get; set; }

    /// <summary>When the message becomes available; null if it already is.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; set; }

    /// <summary>Deliveries that ended without settlement.</summary>
    public int DeliveryCount { get; set; }

    public Guid LockToken { get; set; }

    /// <summary>When the lock of the current delivery ends; null for a message that no receiver holds.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>Application properties added when the message was dead-lettered.</summary>
    public Dictionary<string, object> AddedProperties { get; } = new(StringComparer.Ordinal);

    /// <summary>The queue that the message was dead-lettered from.</summary>
    public string? DeadLetterSource { get; set; }

    public bool IsAvailable => ScheduledEnqueueTime is null && LockedUntil is null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SequenceNumber} '{MessageId}'");
}
