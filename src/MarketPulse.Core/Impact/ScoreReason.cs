using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Impact;

/// <summary>Why an instrument is not scored, or why a component of its score is missing.</summary>
public enum ScoreReason
{
    /// <summary>Nothing is missing.</summary>
    None,

    /// <summary>The estimation window has fewer valid returns than the options require.</summary>
    TooFewObservations,

    /// <summary>There are no prices for the instrument.</summary>
    NoPrices,

    /// <summary>The instrument did not trade on day 0.</summary>
    Halted,

    /// <summary>The model needs a benchmark or factors, and the instrument has none, or none with prices.</summary>
    NoBenchmark,

    /// <summary>Only the date of the event is known, so the window [0,0] may hold the wrong session.</summary>
    DayUncertain,

    /// <summary>The bar of day 0 is not complete; nothing is scored before it is.</summary>
    DayZeroOpen,

    /// <summary>The returns do not vary, or the model explains them completely: there is nothing to measure a move against.</summary>
    ZeroVariance,

    /// <summary>The benchmark does not vary over the estimation window.</summary>
    ConstantBenchmark,

    /// <summary>The factors are too close to linear dependence to tell their slopes apart.</summary>
    IllConditioned,

    /// <summary>The estimation window has fewer than 40 reference windows for volume and volatility.</summary>
    TooFewReferenceWindows,

    /// <summary>A session's volume is zero or missing.</summary>
    NoVolume,

    /// <summary>The window does not begin after the estimation window, whose dates are fixed.</summary>
    NotAfterEstimation,
}

/// <summary>The codes of reasons in tables and outputs.</summary>
public static class ScoreReasons
{
    /// <summary>The code, e.g. <c>too_few_observations</c>; empty for <see cref="ScoreReason.None"/>.</summary>
    public static string Code(this ScoreReason reason) => reason == ScoreReason.None ? "" : Codes<ScoreReason>.Of(reason);
}
