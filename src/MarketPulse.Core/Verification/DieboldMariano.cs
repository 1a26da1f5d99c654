using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Verification;

/// <summary>
/// Test of equal accuracy of two forecasts (Diebold and Mariano 1995), with the small-sample correction of Harvey, Leybourne and Newbold
/// (1997, eq. 9).
/// </summary>
/// <param name="Mean">Mean difference of the losses.</param>
/// <param name="Statistic">Corrected statistic.</param>
/// <param name="PValue">Two-sided p, Student's t with one degree of freedom fewer than there are differences.</param>
internal readonly record struct DieboldMariano(double Mean, double Statistic, double PValue)
{
    private const int Fewest = 8;

    /// <summary>Tests differences that are ordered by time.</summary>
    /// <param name="differences">Loss of the first forecast minus loss of the second.</param>
    /// <param name="horizon">Differences at least this many positions apart share no outcomes.</param>
    /// <returns>Null with fewer than 8 differences or twice the horizon, or when the differences do not vary.</returns>
    public static DieboldMariano? Test(ReadOnlySpan<double> differences, int horizon)
    {
        int n = differences.Length;
        if (n < Math.Max(Fewest, 2 * horizon))
        {
            return null;
        }

        if (!differences.ContainsAnyExcept(differences[0]))
        {
            return null;
        }

        double mean = 0;
        foreach (double difference in differences)
        {
            mean += difference / n;
        }

        double variance = LongRun(differences, mean, horizon, static (_, _) => 1);

        // The unweighted sum of autocovariances may be negative; Bartlett weights (Newey and West 1987) keep it positive.
        variance = variance > 0 ? variance : LongRun(differences, mean, horizon, static (lag, lags) => 1 - (lag / (double)lags));
        if (!(variance > 0))
        {
            return null;
        }

        double h = horizon, correction = Math.Sqrt((n + 1 - (2 * h) + (h * (h - 1) / n)) / n);
        double statistic = correction * mean / Math.Sqrt(variance / n);
        return new DieboldMariano(mean, statistic, StudentT.TwoSided(statistic, n - 1));
    }

    private static double LongRun(ReadOnlySpan<double> values, double mean, int horizon, Func<int, int, double> weight)
    {
        double sum = 0;
        for (int lag = 0; lag < horizon; lag++)
        {
            double covariance = 0;
            for (int t = lag; t < values.Length; t++)
            {
                covariance += (values[t] - mean) * (values[t - lag] - mean) / values.Length;
            }

            sum += lag == 0 ? covariance : 2 * weight(lag, horizon) * covariance;
        }

        return sum;
    }
}
