using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Sensitivity;

/// <summary>Why a number of a profile, or a prediction from it, is missing.</summary>
public enum SensitivityReason
{
    /// <summary>Fewer than six escalation days, or fewer than six de-escalation days: no mean and no spread.</summary>
    TooFewEvents,

    /// <summary>Fewer than twelve signed event days: no comparison of the two halves.</summary>
    TooFewEventsPerHalf,

    /// <summary>Fewer than 100 quiet sessions: no placebo.</summary>
    TooFewQuietDays,

    /// <summary>All signed event days have the same intensity: no slope can be told from a mean.</summary>
    ConstantIntensity,

    /// <summary>The regression has no slope: too few sessions, or intensities or returns that do not vary.</summary>
    SlopeUndefined,

    /// <summary>The regression over one half of the event days has no slope.</summary>
    SlopeUndefinedInAHalf,

    /// <summary>No window's worth of consecutive sessions: no error of a window, so no prediction interval.</summary>
    NoWindowError,

    /// <summary>The regression with a dummy for each kind of scheduled release has no slope, or none with an error.</summary>
    CleanSlopeUndefined,
}

/// <summary>The codes of reasons in tables and outputs.</summary>
public static class SensitivityReasons
{
    /// <summary>The code, e.g. <c>too_few_events</c>.</summary>
    public static string Code(this SensitivityReason reason) => Codes<SensitivityReason>.Of(reason);
}
