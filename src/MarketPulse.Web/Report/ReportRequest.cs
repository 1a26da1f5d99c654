using MarketPulse.Core.Verification;

namespace MarketPulse.Web.Report;

/// <summary>What a report holds.</summary>
public sealed record ReportRequest
{
    /// <summary>Most events that a report holds with all their scores and paths.</summary>
    public const int MaxEvents = 100;

    /// <summary>The one event to report on; null for the latest ones.</summary>
    public string? EventId { get; init; }

    /// <summary>What the replay of history says about the figures; null when there was nothing to replay.</summary>
    public VerificationResult? Verification { get; init; }

    /// <summary>How many of the latest events are held with everything about them, 1 to <see cref="MaxEvents"/>.</summary>
    public int Events { get; init; } = 25;
}
