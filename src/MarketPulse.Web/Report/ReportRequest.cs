using MarketPulse.Core.Verification;

namespace MarketPulse.Web.Report;

/// <summary>Content of a report.</summary>
public sealed record ReportRequest
{
    /// <summary>Most events in a report.</summary>
    public const int MaxEvents = 100;

    /// <summary>The only event to report on; null for the latest events.</summary>
    public string? EventId { get; init; }

    /// <summary>Result of the replay of history; null when there was nothing to replay.</summary>
    public VerificationResult? Verification { get; init; }

    /// <summary>Number of latest events to include, 1 to <see cref="MaxEvents"/>.</summary>
    public int Events { get; init; } = 25;
}
