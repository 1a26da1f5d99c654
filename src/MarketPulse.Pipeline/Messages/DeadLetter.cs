namespace MarketPulse.Pipeline.Messages;

/// <summary>A message that could not be handled, and why.</summary>
public sealed record DeadLetter
{
    /// <summary>Its id among the dead letters.</summary>
    public required string Id { get; init; }

    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The reason as a code, e.g. <c>not_json</c>, <c>too_many_deliveries</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>A sentence a person can act on.</summary>
    public required string Description { get; init; }

    /// <summary>The message's body as it was sent.</summary>
    public required string Body { get; init; }

    /// <summary>W3C trace context of its sender, if the body tells.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was dead-lettered; null when the broker did so and gave no time.</summary>
    public DateTimeOffset? FailedUtc { get; init; }

    /// <summary>How often it was delivered.</summary>
    public int Deliveries { get; init; }
}
