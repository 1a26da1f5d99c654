namespace MarketPulse.Pipeline.Ports;

/// <summary>Which scores to read; null means any.</summary>
public sealed record ScoreQuery
{
    /// <summary>Only this event.</summary>
    public string? EventId { get; init; }

    /// <summary>Only this instrument.</summary>
    public string? Symbol { get; init; }

    /// <summary>Events at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Events before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only this window key.</summary>
    public string? WindowKey { get; init; }

    /// <summary>Only rows written at or after this time.</summary>
    public DateTimeOffset? ModifiedSince { get; init; }
}
