using System.Numerics.Tensors;
using MarketPulse.Core.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Local projections (Jorda 2005): for every horizon h from 0 to 20, a regression of the return summed over the sessions t to t + h on a
/// constant, the impulses of session t and their five lags. Errors are HC3 (MacKinnon and White 1985) with autocovariances of h + 1 lags
/// under Bartlett weights (Newey and West 1987), because the returns of neighbouring sessions share h terms.
/// </summary>
public static class LocalProjections
{
    /// <summary>The last session that responses are measured for.</summary>
    public const int LastDay = 20;

    /// <summary>Lags of each impulse that are held constant.</summary>
    public const int Lags = 5;

    /// <summary>Fewest sessions with an impulse; one that is rarer has no response.</summary>
    public const int FewestDays = 20;

    /// <summary>Fewest sessions of a regression.</summary>
    public const int FewestSessions = 120;

    private const double LeastOwnShare = 1e-10;

    /// <summary>Estimates the responses to impulses that are held constant for each other.</summary>
    /// <param name="symbol">The instrument.</param>
    /// <param name="returns">Its returns by session, fractions.</param>
    /// <param name="impulses">The impulses by session; a session counts where all of them and their lags are known.</param>
    /// <param name="days">The days to measure; null for all from 0 to <see cref="LastDay"/>.</param>
    /// <returns>
    /// Steps by impulse, then day. Impulses on too few days are left out, as are days for which too few sessions remain.
    /// </returns>
    /// <exception cref="ArgumentException">An impulse has not one value per return.</exception>
    public static IReadOnlyList<TensionResponse> Estimate(
        string symbol, ReadOnlySpan<double> returns, IReadOnlyList<DailyImpulses> impulses, IEnumerable<int>? days = null)
    {
        ArgumentNullException.ThrowIfNull(impulses);
        int n = returns.Length;
        if (impulses.Any(impulse => impulse.Values.Length != n))
        {
            throw new ArgumentException($"The impulses of {symbol} must have one value for each of its {n} returns.", nameof(impulses));
        }

        DailyImpulses[] used = [.. impulses.Where(
            impulse => impulse.Values.Count(value => double.IsFinite(value) && value != 0) >= FewestDays)];
        var sums = new double[n + 1];
        for (int t = 0; t < n; t++)
        {
            sums[t + 1] = sums[t] + returns[t];
        }

        var rows = new List<TensionResponse>();
        foreach (int h in days ?? Enumerable.Range(0, LastDay + 1))
        {
            rows.AddRange(Step(symbol, sums, used, h));
        }

        return [.. rows.OrderBy(row => row.Impulse).ThenBy(row => row.Day)];
    }

    private static IEnumerable<TensionResponse> Step(string symbol, double[] sums, DailyImpulses[] impulses, int h)
    {
        int last = sums.Length - 1 - h, k = 1 + (impulses.Length * (Lags + 1));
        int[] sessions = [.. Enumerable.Range(0, Math.Max(0, last)).Where(t => t >= Lags && impulses.All(impulse =>
            double.IsFinite(TensorPrimitives.Sum<double>(impulse.Values.AsSpan(t - Lags, Lags + 1)))))];
        if (impulses.Length == 0 || sessions.Length < Math.Max(FewestSessions, 2 * k))
        {
            return [];
        }

        Matrix<double> x = Matrix<double>.Build.Dense(sessions.Length, k, (row, column) => column == 0
            ? 1
            : impulses[(column - 1) % impulses.Length].Values[sessions[row] - ((column - 1) / impulses.Length)]);
        Vector<double> y = Vector<double>.Build.Dense(
            sessions.Length, row => sums[sessions[row] + h + 1] - sums[sessions[row]]);
        Matrix<double> products = x.TransposeThisAndMultiply(x), inverse = products.Inverse();
        if (Enumerable.Range(0, k).Any(i => !(products[i, i] * inverse[i, i] is > 0 and < 1 / LeastOwnShare)))
        {
            return [];
        }

        // Of each session in each coefficient; the leverage of a session is its own share in its fitted value.
        Matrix<double> weights = x * inverse;
        Vector<double> residuals = y - (x * (inverse * x.TransposeThisAndMultiply(y)));
        double[] scaled = [.. sessions.Select((_, row) => residuals[row] / (1 - (weights.Row(row) * x.Row(row))))];
        double degrees = sessions.Length - k, wide = StudentT.Quantile(0.975, degrees);
        return impulses.Select((impulse, i) =>
        {
            // Sessions that are left out stay zero, so that lags count sessions.
            var terms = new double[last];
            double slope = 0;
            int days = 0;
            for (int row = 0; row < sessions.Length; row++)
            {
                terms[sessions[row]] = weights[row, i + 1] * scaled[row];
                slope += weights[row, i + 1] * y[row];
                days += impulse.Values[sessions[row]] != 0 ? 1 : 0;
            }

            double error = Math.Sqrt(NeweyWest.OfSum(terms, h + 1));
            return new TensionResponse
            {
                Symbol = symbol,
                Impulse = impulse.Impulse,
                Day = h,
                ResponseBps = 1e4 * slope,
                ResponseLoBps = 1e4 * (slope - (wide * error)),
                ResponseHiBps = 1e4 * (slope + (wide * error)),
                P = StudentT.TwoSided(slope / error, degrees),
                Sessions = sessions.Length,
                ImpulseDays = days,
            };
        }).Where(row => double.IsFinite(row.P));
    }
}
