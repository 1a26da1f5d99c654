namespace MarketPulse.Pipeline.Messages;

/// <summary>A message that could not be handled, and the reason.</summary>
public sealed record DeadLetter
{
    /// <summary>Id of the dead letter.</summary>
    public required string Id { get; init; }

    /// <summary>The queue it came from.</summary>
    public required string Queue { get; init; }

    /// <summary>The reason as a code, e.g. <c>not_json</c>, <c>too_many_deliveries</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>A sentence that tells an operator what is wrong and what to do.</summary>
    public required string Description { get; init; }

    /// <summary>The message's body as it was sent.</summary>
    public required string Body { get; init; }

    /// <summary>W3C trace context of the sender; null when the body contains none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was dead-lettered; null when the broker dead-lettered it and gave no time.</summary>
    public DateTimeOffset? FailedUtc { get; init; }

    /// <summary>Number of deliveries.</summary>
    public int Deliveries { get; init; }
}
