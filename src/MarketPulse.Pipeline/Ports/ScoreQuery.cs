namespace MarketPulse.Pipeline.Ports;

/// <summary>Which scores to read; null means any.</summary>
public sealed record ScoreQuery
{
    /// <summary>Only scores of the event with this id.</summary>
    public string? EventId { get; init; }

    /// <summary>Only scores of the instrument with this symbol.</summary>
    public string? Symbol { get; init; }

    /// <summary>Only scores of events at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only scores of events before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only scores of the window with this key.</summary>
    public string? WindowKey { get; init; }

    /// <summary>Only rows written at or after this time.</summary>
    public DateTimeOffset? ModifiedSince { get; init; }
}
