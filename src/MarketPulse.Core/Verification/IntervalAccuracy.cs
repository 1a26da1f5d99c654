using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Verification;

/// <summary>An outcome compared with a prediction, which is taken as the normal distribution with the same 95% interval.</summary>
/// <param name="OutcomePct">The outcome, percent.</param>
/// <param name="PredictedPct">The centre of the interval; null without a prediction.</param>
/// <param name="HalfWidthPct">Half the width of the interval; null without a prediction.</param>
/// <param name="AdaptiveMultiplier">What half the width is multiplied by in the adaptive interval.</param>
internal readonly record struct IntervalAccuracy(
    double OutcomePct, double? PredictedPct, double? HalfWidthPct, double? AdaptiveMultiplier)
{
    /// <summary>Whether the outcome is inside the interval.</summary>
    public bool? IsInside => HalfWidthPct is { } half ? Distance <= half : null;

    /// <summary>Whether the outcome is inside the adaptive interval.</summary>
    public bool? IsInsideAdaptive => HalfWidthPct * AdaptiveMultiplier is { } wide ? Distance <= wide : null;

    /// <summary>CRPS of the prediction, percent.</summary>
    public double? CrpsPct => Standard is { } z ? Deviation * Crps.OfNormal(z) : null;

    /// <summary>Probability of a smaller outcome according to the prediction.</summary>
    public double? Pit => Standard is { } z ? Normal.Cumulative(z) : null;

    private double Distance => Math.Abs(OutcomePct - (PredictedPct ?? double.NaN));

    private double? Deviation => HalfWidthPct / Normal.Quantile(0.975);

    private double? Standard => (OutcomePct - PredictedPct) / Deviation;
}
