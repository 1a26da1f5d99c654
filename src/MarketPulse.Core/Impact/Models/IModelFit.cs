using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact.Models;

/// <summary>A model of expected returns fitted over an estimation window. Structs, so that a study allocates nothing.</summary>
internal interface IModelFit
{
    /// <summary><see cref="ScoreReason.None"/>, or why there is no usable fit.</summary>
    ScoreReason Reason { get; }

    /// <summary>Returns that the model was fitted on, L.</summary>
    int Observations { get; }

    /// <summary>Parameters of the model, k.</summary>
    int Parameters { get; }

    double Alpha { get; }

    /// <summary>Slope on the first factor.</summary>
    double Beta { get; }

    /// <summary>Sum of squared residuals over the estimation window.</summary>
    double ResidualSumOfSquares { get; }

    double Expected(ReturnSeries series, int index);

    /// <summary>The return of a bar less its expectation, from distances to the estimation means: exact where the intercept alone is far larger than both.</summary>
    double Abnormal(ReturnSeries series, int index);

    /// <summary>What a study needs of a window of <paramref name="length"/> bars from <paramref name="from"/>, in one pass.</summary>
    WindowSums Over(ReturnSeries series, int from, int length);

    /// <summary>Writes the abnormal returns of bars from <paramref name="from"/> on.</summary>
    void AbnormalReturns(ReturnSeries series, int from, Span<double> abnormal);

    /// <summary>
    /// The part of a window's forecast variance that the estimated parameters add, in units of the residual variance: d'(X'X)^-1 d, where d sums
    /// the regressors, constant included, over <paramref name="length"/> bars from <paramref name="from"/>.
    /// </summary>
    double ParameterVariance(ReturnSeries series, int from, int length);
}

/// <summary>Sums over a window.</summary>
/// <param name="Car">Sum of abnormal returns.</param>
/// <param name="Held">Growth of the instrument, compounded.</param>
/// <param name="Expected">Growth that was expected, compounded.</param>
/// <param name="ParameterVariance">As <see cref="IModelFit.ParameterVariance"/>.</param>
internal readonly record struct WindowSums(double Car, double Held, double Expected, double ParameterVariance);
