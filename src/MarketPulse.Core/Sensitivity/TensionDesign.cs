using System.Numerics.Tensors;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// The regression of abnormal returns per session on a constant and the day's summed signed intensity at the lags of a window, in calendar time: overlapping
/// windows share their sessions instead of counting them twice. It holds what does not depend on the instrument, so that instruments of one calendar share it.
/// Errors are HC3 (MacKinnon and White 1985) with autocovariances of 5 lags under Bartlett weights (Newey and West 1987, eq. 5).
/// </summary>
internal sealed class TensionDesign
{
    private const int AutocovarianceLags = 5;
    private const double Dependent = 1e-10;

    private readonly EventWindow _window;
    private readonly int _first;
    private readonly int _count;
    private readonly double[] _padded;
    private readonly int _pad;
    private readonly double[] _weights;
    private readonly double[,] _inverse;
    private readonly double[] _contrast;
    private readonly double[] _influence;

    private TensionDesign(
        EventWindow window, int first, int count, double[] padded, int pad, double[] weights, double[,] inverse, double[] contrast, double[] influence)
    {
        _window = window;
        _first = first;
        _count = count;
        _padded = padded;
        _pad = pad;
        _weights = weights;
        _inverse = inverse;
        _contrast = contrast;
        _influence = influence;
    }

    /// <summary>Sessions with a weight.</summary>
    public int Sessions { get; private init; }

    private int Parameters => _window.Length + 1;

    /// <summary>Prepares the regression.</summary>
    /// <param name="intensity">Summed signed intensity by session, from the first session of the series on.</param>
    /// <param name="first">First session of the regression.</param>
    /// <param name="weights">Weight of each session from <paramref name="first"/> on; 0 leaves it out.</param>
    /// <param name="window">The lags.</param>
    /// <returns>Null where the slope is undefined: too few sessions, or intensities that do not vary.</returns>
    public static TensionDesign? Create(ReadOnlySpan<double> intensity, int first, double[] weights, EventWindow window)
    {
        int count = weights.Length, k = window.Length + 1, pad = Math.Max(Math.Abs(window.Start), Math.Abs(window.End));
        int sessions = weights.Count(weight => weight > 0);
        if (sessions <= k + AutocovarianceLags)
        {
            return null;
        }

        var padded = new double[intensity.Length + (2 * pad)];
        intensity.CopyTo(padded.AsSpan(pad));
        var gram = new double[k, k];
        Span<double> row = stackalloc double[k];
        for (int t = 0; t < count; t++)
        {
            Row(padded, pad + first + t, window, row);
            for (int i = 0; i < k; i++)
            {
                double weighted = weights[t] * row[i];
                for (int j = 0; j <= i && weighted != 0; j++)
                {
                    gram[i, j] += weighted * row[j];
                }
            }
        }

        if (Inverse(gram) is not { } inverse)
        {
            return null;
        }

        var contrast = new double[count];
        var influence = new double[count];
        for (int t = 0; t < count; t++)
        {
            Row(padded, pad + first + t, window, row);
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

            leverage *= weights[t];
            if (1 - leverage < Dependent)
            {
                return null;
            }

            contrast[t] = weights[t] * slope;
            influence[t] = contrast[t] / (1 - leverage);
        }

        return new TensionDesign(window, first, count, padded, pad, weights, inverse, contrast, influence) { Sessions = sessions };
    }

    /// <summary>Estimates the sum of the lag coefficients.</summary>
    /// <param name="abnormal">Abnormal returns of the whole series, fractions; finite wherever a session has a weight.</param>
    /// <returns>The estimate in fractions per intensity point; null where the returns do not vary.</returns>
    public BetaEstimate? Estimate(ReadOnlySpan<double> abnormal)
    {
        double[] influences = Influences(abnormal, out double[] residuals);
        double slope = TensorPrimitives.Dot(_contrast, Clean(abnormal));
        double variance = TensorPrimitives.Dot<double>(influences, influences);
        for (int lag = 1; lag <= AutocovarianceLags; lag++)
        {
            double weight = 1 - (lag / (AutocovarianceLags + 1.0));
            variance += 2 * weight * TensorPrimitives.Dot<double>(influences.AsSpan(lag), influences.AsSpan(0, _count - lag));
        }

        return variance > 0 && double.IsFinite(slope) ? new BetaEstimate(slope, Math.Sqrt(variance), Sessions - Parameters, residuals, influences) : null;
    }

    /// <summary>The event day whose sessions move the slope most when they are left out, to first order, and the slope without them, exactly.</summary>
    /// <param name="beta">The estimate.</param>
    /// <param name="days">Session of each event day.</param>
    public (int Day, double Slope)? MostInfluential(BetaEstimate beta, ReadOnlySpan<int> days)
    {
        int most = -1;
        double largest = 0;
        for (int i = 0; i < days.Length; i++)
        {
            (int from, int to) = Rows(days[i]);
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

    /// <summary>Standard deviation of the residuals' sum over a window's sessions, fractions; null where no window is whole.</summary>
    public double? WindowError(ReadOnlySpan<double> residuals) => Sensitivity.WindowError.Estimate(residuals, _weights, _window.Length, (double)Sessions / (Sessions - Parameters));

    /// <summary>What the sessions around one event day add to the slope: w (I - H)^-1 e over them (Belsley, Kuh and Welsch 1980, eq. 2.1 for several rows).</summary>
    private double Removed(double[] residuals, int day)
    {
        (int from, int to) = Rows(day);
        int n = to - from, k = Parameters;
        var system = new double[n, n + 1];
        double[] a = new double[k], b = new double[k];
        for (int i = 0; i < n; i++)
        {
            Row(_padded, _pad + _first + from + i, _window, a);
            for (int j = 0; j < n; j++)
            {
                Row(_padded, _pad + _first + from + j, _window, b);
                double shared = 0;
                for (int p = 0; p < k; p++)
                {
                    for (int q = 0; q < k; q++)
                    {
                        shared += a[p] * _inverse[p, q] * b[q];
                    }
                }

                system[i, j] = (i == j ? 1 : 0) - (shared * _weights[from + j]);
            }

            system[i, n] = residuals[from + i];
        }

        double[] solved = Solve(system);
        double removed = 0;
        for (int i = 0; i < n; i++)
        {
            removed += _contrast[from + i] * solved[i];
        }

        return removed;
    }

    private (int From, int To) Rows(int day) =>
        (Math.Clamp(day + _window.Start - _first, 0, _count), Math.Clamp(day + _window.End + 1 - _first, 0, _count));

    private double[] Influences(ReadOnlySpan<double> abnormal, out double[] residuals)
    {
        ReadOnlySpan<double> y = Clean(abnormal);
        var weighted = new double[_count];
        TensorPrimitives.Multiply(y, _weights, weighted);
        int k = Parameters;
        Span<double> moments = stackalloc double[k];
        moments[0] = TensorPrimitives.Sum<double>(weighted);
        for (int i = 1; i < k; i++)
        {
            moments[i] = TensorPrimitives.Dot<double>(Lagged(i), weighted);
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
                TensorPrimitives.MultiplyAdd(Lagged(i), -coefficient, residuals, residuals);
            }
        }

        var influences = new double[_count];
        TensorPrimitives.Multiply(residuals, _influence, influences);
        return influences;
    }

    private ReadOnlySpan<double> Lagged(int column) => _padded.AsSpan(_pad + _first - (_window.Start + column - 1), _count);

    /// <summary>The sessions of the regression, with 0 where one has neither weight nor value.</summary>
    private ReadOnlySpan<double> Clean(ReadOnlySpan<double> abnormal)
    {
        ReadOnlySpan<double> y = abnormal.Slice(_first, _count);
        if (!y.ContainsAnyExceptInRange(double.MinValue, double.MaxValue))
        {
            return y;
        }

        double[] clean = y.ToArray();
        for (int t = 0; t < _count; t++)
        {
            clean[t] = double.IsFinite(clean[t]) ? clean[t] : 0;
        }

        return clean;
    }

    private static void Row(double[] padded, int position, EventWindow window, Span<double> row)
    {
        row[0] = 1;
        for (int i = 1; i < row.Length; i++)
        {
            row[i] = padded[position - (window.Start + i - 1)];
        }
    }

    /// <summary>Inverse of a symmetric matrix given by its lower half, by Cholesky; null when a column depends on those before it.</summary>
    private static double[,]? Inverse(double[,] matrix)
    {
        int k = matrix.GetLength(0);
        var root = new double[k, k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[i, j];
                for (int p = 0; p < j; p++)
                {
                    sum -= root[i, p] * root[j, p];
                }

                if (i == j)
                {
                    if (!(sum > Dependent * matrix[i, i]))
                    {
                        return null;
                    }

                    root[i, i] = Math.Sqrt(sum);
                }
                else
                {
                    root[i, j] = sum / root[j, j];
                }
            }
        }

        var inverse = new double[k, k];
        var column = new double[k];
        for (int c = 0; c < k; c++)
        {
            for (int i = 0; i < k; i++)
            {
                double sum = i == c ? 1 : 0;
                for (int p = 0; p < i; p++)
                {
                    sum -= root[i, p] * column[p];
                }

                column[i] = sum / root[i, i];
            }

            for (int i = k - 1; i >= 0; i--)
            {
                double sum = column[i];
                for (int p = i + 1; p < k; p++)
                {
                    sum -= root[p, i] * inverse[p, c];
                }

                inverse[i, c] = sum / root[i, i];
            }
        }

        return inverse;
    }

    /// <summary>Solves a small system with its right side in the last column, by elimination with row exchange.</summary>
    private static double[] Solve(double[,] system)
    {
        int n = system.GetLength(0);
        for (int c = 0; c < n; c++)
        {
            int pivot = c;
            for (int r = c + 1; r < n; r++)
            {
                pivot = Math.Abs(system[r, c]) > Math.Abs(system[pivot, c]) ? r : pivot;
            }

            for (int j = c; j <= n && pivot != c; j++)
            {
                (system[c, j], system[pivot, j]) = (system[pivot, j], system[c, j]);
            }

            for (int r = c + 1; r < n; r++)
            {
                double factor = system[r, c] / system[c, c];
                for (int j = c; j <= n; j++)
                {
                    system[r, j] -= factor * system[c, j];
                }
            }
        }

        var solution = new double[n];
        for (int r = n - 1; r >= 0; r--)
        {
            double sum = system[r, n];
            for (int j = r + 1; j < n; j++)
            {
                sum -= system[r, j] * solution[j];
            }

            solution[r] = sum / system[r, r];
        }

        return solution;
    }
}

/// <summary>A tension beta.</summary>
/// <param name="Slope">Sum of the lag coefficients, fraction per intensity point.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="DegreesOfFreedom">Sessions less coefficients.</param>
/// <param name="Residuals">Residual of each session.</param>
/// <param name="Influences">What each session adds to the error of the slope.</param>
internal sealed record BetaEstimate(double Slope, double StandardError, int DegreesOfFreedom, double[] Residuals, double[] Influences);
