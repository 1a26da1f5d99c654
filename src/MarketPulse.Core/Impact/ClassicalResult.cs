namespace MarketPulse.Core.Impact;

/// <summary>
/// The classical results of one event over one complete window, as fractions (section 1 of docs/methods.md). What cannot be computed is
/// null, and <see cref="Reason"/> says why.
/// </summary>
public readonly struct ClassicalResult
{
    private readonly ClassicalStudy _study;

    internal ClassicalResult(ScoreReason reason, in ClassicalStudy study)
    {
        Reason = reason;
        _study = study;
    }

    /// <summary>Why there are no results; <see cref="ScoreReason.None"/> when there are.</summary>
    public ScoreReason Reason { get; }

    /// <summary>Intercept per bar; 0 for models without one.</summary>
    public double? Alpha => Number(_study.Alpha);

    /// <summary>Slope on the benchmark, or on the first factor.</summary>
    public double? Beta => Number(_study.Beta);

    /// <summary>Residual variance over L - k degrees of freedom.</summary>
    public double? ResidualVariance => Number(_study.ResidualVariance);

    /// <summary>Cumulative abnormal return.</summary>
    public double? Car => Number(_study.Car);

    /// <summary>Buy-and-hold abnormal return: compounded return minus compounded expected return.</summary>
    public double? Bhar => Number(_study.Bhar);

    /// <summary>Forecast standard error of the cumulative abnormal return.</summary>
    public double? StandardError => Number(_study.StandardError);

    /// <summary><see cref="Car"/> over <see cref="StandardError"/>.</summary>
    public double? Scar => Number(_study.Scar);

    /// <summary>Degrees of freedom, L - k; 0 when there are no results.</summary>
    public int DegreesOfFreedom => _study.DegreesOfFreedom;

    /// <summary>Two-sided p of <see cref="Scar"/>, Student's t with <see cref="DegreesOfFreedom"/>; computed on every call.</summary>
    public double? TwoSidedP() => Number(_study.PValue);

    private double? Number(double value) => Reason == ScoreReason.None && double.IsFinite(value) ? value : null;
}
