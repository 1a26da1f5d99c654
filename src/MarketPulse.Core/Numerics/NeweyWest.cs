using System.Numerics.Tensors;

namespace MarketPulse.Core.Numerics;

/// <summary>
/// Variances that allow for autocorrelation (Newey and West 1987, eq. 5): autocovariances up to a number of lags under Bartlett weights
/// 1 - j / (lags + 1).
/// </summary>
internal static class NeweyWest
{
    /// <summary>The usual number of lags for a series, 4 (n / 100)^(2/9) rounded down (Newey and West 1994, Table II).</summary>
    public static int Lags(int observations) => (int)Math.Floor(4 * Math.Pow(observations / 100.0, 2.0 / 9));

    /// <summary>Variance of the sum of terms with mean 0; a term of 0 marks a period without an observation.</summary>
    public static double OfSum(ReadOnlySpan<double> terms, int lags)
    {
        double variance = TensorPrimitives.Dot(terms, terms);
        for (int lag = 1; lag <= Math.Min(lags, terms.Length - 1); lag++)
        {
            variance += 2 * Weight(lag, lags) * TensorPrimitives.Dot(terms[lag..], terms[..^lag]);
        }

        return variance;
    }

    /// <summary>
    /// The mean of a series with gaps, and its standard error. The variance is divided by what it would be on average without
    /// autocorrelation, because deviations from the estimated mean are too small and their products negative; the degrees of freedom are
    /// those of a sum of squares with the same mean and variance (Satterthwaite 1946).
    /// </summary>
    /// <param name="values">One value per period; NaN for a period without an observation.</param>
    /// <param name="lags">Number of lags.</param>
    /// <returns>Null for fewer than three observations, or when they do not vary.</returns>
    public static (double Mean, double StandardError, double DegreesOfFreedom)? OfMean(ReadOnlySpan<double> values, int lags)
    {
        var present = new double[values.Length];
        var terms = new double[values.Length];
        double n = 0, mean = 0;
        for (int i = 0; i < values.Length; i++)
        {
            present[i] = double.IsNaN(values[i]) ? 0 : 1;
            n += present[i];
            mean += present[i] == 0 ? 0 : values[i];
        }

        mean /= n;
        for (int i = 0; i < values.Length; i++)
        {
            terms[i] = present[i] == 0 ? 0 : values[i] - mean;
        }

        double expected = n - 1, spread = n - 1;
        for (int lag = 1; lag <= Math.Min(lags, values.Length - 1); lag++)
        {
            double weight = Weight(lag, lags);
            double pairs = TensorPrimitives.Dot<double>(present.AsSpan(lag), present.AsSpan(0, present.Length - lag));
            expected -= 2 * weight * pairs / n;
            spread += 2 * weight * weight * pairs;
        }

        double variance = OfSum(terms, lags) / (n * expected);
        return n >= 3 && expected > 0 && variance > 0 ? (mean, Math.Sqrt(variance), expected * expected / spread) : null;
    }

    private static double Weight(int lag, int lags) => 1 - (lag / (lags + 1.0));
}
