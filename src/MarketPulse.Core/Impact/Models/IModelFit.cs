using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact.Models;

/// <summary>
/// A model of expected returns fitted over an estimation window. Implementations are structs, so that a study does not allocate.
/// </summary>
internal interface IModelFit
{
    /// <summary>Why there is no usable fit; <see cref="ScoreReason.None"/> when there is one.</summary>
    ScoreReason Reason { get; }

    /// <summary>Number of returns that the model was fitted on, L.</summary>
    int Observations { get; }

    /// <summary>Number of estimated parameters, k.</summary>
    int Parameters { get; }

    /// <summary>Intercept per bar; 0 for models without one.</summary>
    double Alpha { get; }

    /// <summary>Slope on the first factor.</summary>
    double Beta { get; }

    /// <summary>Sum of squared residuals over the estimation window.</summary>
    double ResidualSumOfSquares { get; }

    /// <summary>The return that the model expects of a bar.</summary>
    double Expected(ReturnSeries series, int index);

    /// <summary>
    /// The return of a bar minus the expected return, computed from distances to the estimation means: exact even when the intercept alone
    /// is far larger than both.
    /// </summary>
    double Abnormal(ReturnSeries series, int index);

    /// <summary>
    /// The sums that a study needs over a window of <paramref name="length"/> bars from <paramref name="from"/>, in one pass.
    /// </summary>
    WindowSums Over(ReturnSeries series, int from, int length);

    /// <summary>Writes the abnormal returns of bars from <paramref name="from"/> on.</summary>
    void AbnormalReturns(ReturnSeries series, int from, Span<double> abnormal);

    /// <summary>
    /// The part of a window's forecast variance that comes from the estimated parameters, in units of the residual variance: d'(X'X)^-1 d,
    /// where d is the sum of the regressors, constant included, over <paramref name="length"/> bars from <paramref name="from"/>.
    /// </summary>
    double ParameterVariance(ReturnSeries series, int from, int length);
}

/// <summary>Sums over a window.</summary>
/// <param name="Car">Sum of abnormal returns.</param>
/// <param name="Held">Growth factor of the instrument, compounded.</param>
/// <param name="Expected">Expected growth factor, compounded.</param>
/// <param name="ParameterVariance">As <see cref="IModelFit.ParameterVariance"/>.</param>
internal readonly record struct WindowSums(double Car, double Held, double Expected, double ParameterVariance);
