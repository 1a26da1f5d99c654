using System.Numerics.Tensors;
using MarketPulse.Core.Impact;
using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// The regression of abnormal returns per session on a constant and the day's summed signed intensity at the lags of a window, in calendar
/// time: overlapping windows share their sessions instead of counting them twice. It holds everything that does not depend on the
/// instrument, so that instruments with the same calendar can share it. Errors are HC3 (MacKinnon and White 1985) with autocovariances of 5
/// lags under Bartlett weights (Newey and West 1987, eq. 5).
/// </summary>
internal sealed partial class TensionDesign
{
    private const int AutocovarianceLags = 5;

    // A regressor is dependent when the others explain all but this share of it; a session is fitted exactly when its leverage leaves no
    // more than this.
    private const double LeastOwnShare = 1e-10;

    private readonly LaggedIntensity _regressors;
    private readonly double[] _weights;
    private readonly double[,] _inverse;
    private readonly double[] _contrast;
    private readonly double[] _ownShare;

    private TensionDesign(LaggedIntensity regressors, double[] weights, double[,] inverse, double[] contrast, double[] ownShare)
    {
        _regressors = regressors;
        _weights = weights;
        _inverse = inverse;
        _contrast = contrast;
        _ownShare = ownShare;
        Sessions = WithWeight(weights);
    }

    /// <summary>Number of sessions with a weight.</summary>
    public int Sessions { get; }

    private int Parameters => _regressors.Columns;

    /// <summary>Prepares the regression.</summary>
    /// <param name="intensity">Summed signed intensity by session, from the first session of the series on.</param>
    /// <param name="first">First session of the regression.</param>
    /// <param name="weights">Weight of each session from <paramref name="first"/> on; 0 leaves it out.</param>
    /// <param name="window">The lags.</param>
    /// <returns>Null where the slope is undefined: too few sessions, or intensities that do not vary.</returns>
    public static TensionDesign? Create(ReadOnlySpan<double> intensity, int first, double[] weights, EventWindow window)
    {
        var regressors = new LaggedIntensity(intensity, first, weights.Length, window);
        if (WithWeight(weights) <= regressors.Columns + AutocovarianceLags
            || Inverse(CrossProducts(regressors, weights)) is not { } inverse)
        {
            return null;
        }

        int k = regressors.Columns;
        double[] contrast = new double[weights.Length], ownShare = new double[weights.Length];
        Span<double> row = stackalloc double[k];
        for (int t = 0; t < weights.Length; t++)
        {
            regressors.CopyRow(t, row);
            double slope = 0, leverage = 0;
            for (int i = 0; i < k; i++)
            {
                double product = 0;
                for (int j = 0; j < k; j++)
                {
                    product += inverse[i, j] * row[j];
                }

                slope += i > 0 ? product : 0;
                leverage += row[i] * product;
            }

            contrast[t] = weights[t] * slope;
            ownShare[t] = 1 - (leverage * weights[t]);
            if (ownShare[t] < LeastOwnShare)
            {
                return null;
            }
        }

        return new TensionDesign(regressors, weights, inverse, contrast, ownShare);
    }

    /// <summary>Estimates the sum of the lag coefficients.</summary>
    /// <param name="abnormal">Abnormal returns of the whole series, fractions; finite wherever a session has a weight.</param>
    /// <returns>The estimate in fractions per intensity point; null where the returns do not vary.</returns>
    public BetaEstimate? Estimate(ReadOnlySpan<double> abnormal)
    {
        double[] influences = Influences(abnormal, out double[] residuals);
        double slope = TensorPrimitives.Dot(_contrast, Finite(abnormal));
        return Estimated(slope, Sessions - Parameters, residuals, influences);
    }

    /// <summary>
    /// The event day whose omission would change the slope most, to first order, and the exact slope without its sessions.
    /// </summary>
    /// <param name="beta">The estimate.</param>
    /// <param name="days">Session of each event day.</param>
    public (int Day, double Slope)? MostInfluential(BetaEstimate beta, ReadOnlySpan<int> days)
    {
        int most = -1;
        double largest = 0;
        for (int i = 0; i < days.Length; i++)
        {
            (int from, int to) = _regressors.Around(days[i]);
            double moved = 0;
            for (int t = from; t < to; t++)
            {
                moved += beta.Influences[t];
            }

            if (Math.Abs(moved) > largest)
            {
                (most, largest) = (i, Math.Abs(moved));
            }
        }

        return most < 0 ? null : (most, beta.Slope - Removed(beta.Residuals, days[most]));
    }

    /// <summary>
    /// Standard deviation of the sum of the residuals over a window's sessions, fraction; null where no window is complete.
    /// </summary>
    public double? WindowError(ReadOnlySpan<double> residuals) =>
        Sensitivity.WindowError.Estimate(residuals, _weights, _regressors.Lags, (double)Sessions / (Sessions - Parameters));

    /// <summary>The estimate with its error: autocovariances of the influences under Bartlett weights.</summary>
    private static BetaEstimate? Estimated(double slope, int degreesOfFreedom, double[] residuals, double[] influences)
    {
        double variance = TensorPrimitives.Dot<double>(influences, influences);
        for (int lag = 1; lag <= AutocovarianceLags; lag++)
        {
            double weight = 1 - (lag / (AutocovarianceLags + 1.0));
            variance += 2 * weight * TensorPrimitives.Dot<double>(influences.AsSpan(lag), influences.AsSpan(0, influences.Length - lag));
        }

        return variance > 0 && double.IsFinite(slope)
            ? new BetaEstimate(slope, Math.Sqrt(variance), degreesOfFreedom, residuals, influences)
            : null;
    }

    private static int WithWeight(double[] weights) => weights.Count(weight => weight > 0);

    /// <summary>Weighted sums of the products of every two regressors.</summary>
    private static double[,] CrossProducts(LaggedIntensity regressors, double[] weights)
    {
        int k = regressors.Columns;
        var products = new double[k, k];
        Span<double> row = stackalloc double[k];
        for (int t = 0; t < weights.Length; t++)
        {
            regressors.CopyRow(t, row);
            for (int i = 0; i < k; i++)
            {
                double weighted = weights[t] * row[i];
                for (int j = 0; j <= i && weighted != 0; j++)
                {
                    products[i, j] += weighted * row[j];
                }
            }
        }

        for (int i = 0; i < k; i++)
        {
            for (int j = i + 1; j < k; j++)
            {
                products[i, j] = products[j, i];
            }
        }

        return products;
    }

    /// <summary>
    /// The inverse; null when a regressor depends on the others: 1 / (x'x (X'X)^-1) is the share of it that they leave unexplained.
    /// </summary>
    private static double[,]? Inverse(double[,] products)
    {
        double[,] inverse = Matrix<double>.Build.DenseOfArray(products).Inverse().ToArray();
        for (int i = 0; i < inverse.GetLength(0); i++)
        {
            if (!(products[i, i] * inverse[i, i] is > 0 and < 1 / LeastOwnShare))
            {
                return null;
            }
        }

        return inverse;
    }

    /// <summary>
    /// What the sessions around one event day contribute to the slope: w (I - H)^-1 e over those sessions (Belsley, Kuh and Welsch 1980,
    /// eq. 2.1 for several rows).
    /// </summary>
    private double Removed(double[] residuals, int day)
    {
        (int from, int to) = _regressors.Around(day);
        int n = to - from, k = Parameters;
        Matrix<double> left = Matrix<double>.Build.Dense(n, n);
        double[] a = new double[k], b = new double[k];
        for (int i = 0; i < n; i++)
        {
            _regressors.CopyRow(from + i, a);
            for (int j = 0; j < n; j++)
            {
                _regressors.CopyRow(from + j, b);
                double shared = 0;
                for (int p = 0; p < k; p++)
                {
                    for (int q = 0; q < k; q++)
                    {
                        shared += a[p] * _inverse[p, q] * b[q];
                    }
                }

                left[i, j] = (i == j ? 1 : 0) - (shared * _weights[from + j]);
            }
        }

        Vector<double> solved = left.Solve(Vector<double>.Build.Dense(residuals[from..to]));
        double removed = 0;
        for (int i = 0; i < n; i++)
        {
            removed += _contrast[from + i] * solved[i];
        }

        return removed;
    }

    private double[] Influences(ReadOnlySpan<double> abnormal, out double[] residuals)
    {
        ReadOnlySpan<double> y = Finite(abnormal);
        var weighted = new double[_regressors.Count];
        TensorPrimitives.Multiply(y, _weights, weighted);
        int k = Parameters;
        Span<double> moments = stackalloc double[k];
        moments[0] = TensorPrimitives.Sum<double>(weighted);
        for (int i = 1; i < k; i++)
        {
            moments[i] = TensorPrimitives.Dot<double>(_regressors.Column(i), weighted);
        }

        residuals = weighted;
        y.CopyTo(residuals);
        for (int i = 0; i < k; i++)
        {
            double coefficient = 0;
            for (int j = 0; j < k; j++)
            {
                coefficient += _inverse[i, j] * moments[j];
            }

            if (i == 0)
            {
                TensorPrimitives.Subtract(residuals, coefficient, residuals);
            }
            else
            {
                TensorPrimitives.MultiplyAdd(_regressors.Column(i), -coefficient, residuals, residuals);
            }
        }

        var influences = new double[_regressors.Count];
        TensorPrimitives.Divide(_contrast, _ownShare, influences);
        TensorPrimitives.Multiply(residuals, influences, influences);
        return influences;
    }

    /// <summary>The abnormal returns of the regression's sessions; 0 where a session has no value and therefore no weight.</summary>
    private ReadOnlySpan<double> Finite(ReadOnlySpan<double> abnormal)
    {
        ReadOnlySpan<double> y = _regressors.SessionsOf(abnormal);
        return y.ContainsAnyExceptInRange(double.MinValue, double.MaxValue)
            ? Array.ConvertAll(y.ToArray(), value => double.IsFinite(value) ? value : 0)
            : y;
    }
}

/// <summary>An estimated tension beta.</summary>
/// <param name="Slope">Sum of the lag coefficients, fraction per intensity point.</param>
/// <param name="StandardError">Standard error of the slope.</param>
/// <param name="DegreesOfFreedom">Number of sessions minus number of coefficients.</param>
/// <param name="Residuals">Residual of each session.</param>
/// <param name="Influences">Contribution of each session to the error of the slope.</param>
internal sealed record BetaEstimate(double Slope, double StandardError, int DegreesOfFreedom, double[] Residuals, double[] Influences);
