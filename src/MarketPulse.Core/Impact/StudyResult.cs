using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Impact;

/// <summary>
/// The result of one event study: one instrument, one event, one window. Returns are fractions; what could not be computed is null, and
/// <see cref="Reason"/> says why.
/// </summary>
public readonly record struct StudyResult
{
    /// <summary>Final, provisional (scored on the bars observed) or not scored.</summary>
    public ScoreStatus Status { get; init; }

    /// <summary>Why the row is not scored or a component is missing.</summary>
    public ScoreReason Reason { get; init; }

    /// <summary>Bars of the window that exist so far; the W that was scored.</summary>
    public int BarsObserved { get; init; }

    /// <summary>Bars of the complete window.</summary>
    public int BarsExpected { get; init; }

    /// <summary>Valid returns in the estimation window, L.</summary>
    public int Observations { get; init; }

    /// <summary>Degrees of freedom of the residual variance, L - k.</summary>
    public int DegreesOfFreedom { get; init; }

    /// <summary>Intercept per bar.</summary>
    public double? Alpha { get; init; }

    /// <summary>Slope on the benchmark, the first factor.</summary>
    public double? Beta { get; init; }

    /// <summary>Residual variance, SSR / (L - k).</summary>
    public double? ResidualVariance { get; init; }

    /// <summary>Cumulative abnormal return.</summary>
    public double? Car { get; init; }

    /// <summary>Standard error of <see cref="Car"/> with the full forecast covariance.</summary>
    public double? StandardError { get; init; }

    /// <summary>Lower end of the 95% interval of <see cref="Car"/>.</summary>
    public double? CarLo { get; init; }

    /// <summary>Upper end of the 95% interval of <see cref="Car"/>.</summary>
    public double? CarHi { get; init; }

    /// <summary>Buy-and-hold abnormal return.</summary>
    public double? Bhar { get; init; }

    /// <summary>Smallest move that would have been detected four times out of five.</summary>
    public double? Mde80 { get; init; }

    /// <summary>The instrument's return over the window.</summary>
    public double? RawReturn { get; init; }

    /// <summary>The benchmark's return over the window.</summary>
    public double? BenchmarkReturn { get; init; }

    /// <summary><see cref="Car"/> over its standard error.</summary>
    public double? Scar { get; init; }

    /// <summary>Two-sided p of <see cref="Scar"/>, Student's t.</summary>
    public double? PValue { get; init; }

    /// <summary>Classical score, -100 to 100.</summary>
    public double? ReturnScore { get; init; }

    /// <summary>Reference windows of the volume and volatility components, n.</summary>
    public int? ReferenceWindows { get; init; }

    /// <summary><see cref="Car"/> over the standard deviation known before the window.</summary>
    public double? ZAdjusted { get; init; }

    /// <summary>Two-sided p of <see cref="ZAdjusted"/>, Student's t with 30 degrees of freedom.</summary>
    public double? PAdjusted { get; init; }

    /// <summary>The headline score, -100 to 100.</summary>
    public double? AdjustedScore { get; init; }

    /// <summary>Two-sided p of the window's volume.</summary>
    public double? PVolume { get; init; }

    /// <summary>Volume score, -100 to 100.</summary>
    public double? VolumeScore { get; init; }

    /// <summary>Upper-tail p of the window's volatility.</summary>
    public double? PVolatility { get; init; }

    /// <summary>Volatility score, 0 to 100.</summary>
    public double? VolatilityScore { get; init; }

    /// <summary>The strongest component, corrected for comparing several, 0 to 100.</summary>
    public double? OverallScore { get; init; }

    /// <summary>The component with the smallest p.</summary>
    public ScoreDriver OverallDriver { get; init; }

    /// <summary>Whether the returns inside the window look wrong.</summary>
    public WindowQuality Quality { get; init; }
}

/// <summary>The components of a score.</summary>
public enum ScoreDriver
{
    /// <summary>No component could be computed.</summary>
    None,

    /// <summary>The adjusted return.</summary>
    Return,

    /// <summary>The volume.</summary>
    Volume,

    /// <summary>The volatility.</summary>
    Volatility,
}

/// <summary>Whether the returns inside a window look wrong.</summary>
public enum WindowQuality
{
    /// <summary>They look right.</summary>
    Good,

    /// <summary>A return spans more than one session.</summary>
    Gap,

    /// <summary>A move looks like an unadjusted split or a bad tick.</summary>
    Jump,
}

/// <summary>Codes of drivers and qualities in tables and outputs.</summary>
public static class StudyCodes
{
    /// <summary>The code, e.g. <c>volume</c>; empty for <see cref="ScoreDriver.None"/>.</summary>
    public static string Code(this ScoreDriver driver) => driver == ScoreDriver.None ? "" : Codes<ScoreDriver>.Of(driver);

    /// <summary>The code, e.g. <c>gap</c>; empty for <see cref="WindowQuality.Good"/>.</summary>
    public static string Code(this WindowQuality quality) => quality == WindowQuality.Good ? "" : Codes<WindowQuality>.Of(quality);
}
