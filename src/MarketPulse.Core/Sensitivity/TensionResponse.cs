using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// The response of an instrument's cumulative return to tension, some sessions later: one step of a local projection
/// (<see cref="LocalProjections"/>). Basis points per point of the impulse.
/// </summary>
public sealed record TensionResponse
{
    /// <summary>The instrument.</summary>
    [Column("symbol", Example = "FXI")]
    public required string Symbol { get; init; }

    /// <summary>What moved: <c>escalation</c>, <c>easing</c> or <c>index</c>.</summary>
    [Column("impulse", Example = "escalation")]
    public required TensionImpulse Impulse { get; init; }

    /// <summary>Sessions since the impulse, 0 to 20; the return is cumulated from the session of the impulse to this one.</summary>
    [Column("day", Unit = "sessions", Example = "5")]
    public required int Day { get; init; }

    /// <summary>Cumulative return per point of the impulse, other things of the last five sessions equal.</summary>
    [Column("response_bps", Unit = "basis points per point", Example = "-1.2")]
    public required double ResponseBps { get; init; }

    /// <summary>Lower end of its 95% interval.</summary>
    [Column("response_lo_bps", Unit = "basis points per point", Example = "-2.1")]
    public required double ResponseLoBps { get; init; }

    /// <summary>Upper end of its 95% interval.</summary>
    [Column("response_hi_bps", Unit = "basis points per point", Example = "-0.3")]
    public required double ResponseHiBps { get; init; }

    /// <summary>Two-sided p of the response.</summary>
    [Column("p", Unit = "probability", Example = "0.012")]
    public required double P { get; init; }

    /// <summary>Sessions in the regression.</summary>
    [Column("sessions", Unit = "count", Example = "2100")]
    public required int Sessions { get; init; }

    /// <summary>Sessions on which the impulse is not zero.</summary>
    [Column("impulse_days", Unit = "count", Example = "61")]
    public required int ImpulseDays { get; init; }
}

/// <summary>What moves in a local projection.</summary>
public enum TensionImpulse
{
    /// <summary>The session's sum of the intensities of escalations.</summary>
    Escalation,

    /// <summary>The session's sum of the intensities of de-escalations, unsigned.</summary>
    Easing,

    /// <summary>The gross index of the session's date.</summary>
    Index,
}
