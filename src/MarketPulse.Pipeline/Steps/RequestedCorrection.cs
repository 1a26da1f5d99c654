using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Steps;

/// <summary>A correction as a user states it, before it is checked.</summary>
public sealed record RequestedCorrection
{
    /// <summary>Id of the event, current or superseded.</summary>
    public required string EventId { get; init; }

    /// <summary>What is corrected.</summary>
    public required CorrectionKind Kind { get; init; }

    /// <summary>The stance, for <see cref="CorrectionKind.Stance"/>.</summary>
    public Stance? Stance { get; init; }

    /// <summary>Id of the event to merge with, for <see cref="CorrectionKind.Merge"/>.</summary>
    public string? OtherEventId { get; init; }

    /// <summary>Id of the article to split off, for <see cref="CorrectionKind.Split"/>.</summary>
    public string? ArticleId { get; init; }

    /// <summary>When the event happened, for <see cref="CorrectionKind.Time"/>; 00:00:00Z of the day if only that is known.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Precision of <see cref="Time"/>.</summary>
    public TimeResolution TimeResolution { get; init; }

    /// <summary>Who makes the correction.</summary>
    public required string MadeBy { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>What became of a requested correction or revocation.</summary>
/// <param name="Correction">The correction as stored.</param>
/// <param name="IsNew">Whether this request stored or revoked it; false if an earlier one had.</param>
public sealed record CorrectionResult(Correction Correction, bool IsNew);

/// <summary>A correction that cannot be made. Nothing was stored.</summary>
public sealed class CorrectionRefusedException : Exception
{
    /// <summary>Refuses a correction.</summary>
    /// <param name="field">Name of the field that is wrong, as in the API.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="isUnknown">Whether the field names something that does not exist.</param>
    public CorrectionRefusedException(string field, string message, bool isUnknown = false)
        : base(message) => (Field, IsUnknown) = (field, isUnknown);

    /// <summary>Name of the field that is wrong, as in the API.</summary>
    public string Field { get; }

    /// <summary>Whether the field names something that does not exist.</summary>
    public bool IsUnknown { get; }
}
