using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Significance;

/// <summary>A test statistic and its two-sided p.</summary>
/// <param name="Statistic">The test statistic.</param>
/// <param name="PValue">Probability of a statistic at least as far from zero if there is no effect.</param>
public readonly record struct SignificanceTest(double Statistic, double PValue)
{
    internal static SignificanceTest? OfNormal(double z) => double.IsFinite(z) ? new SignificanceTest(z, Normal.TwoSided(z)) : null;

    internal static SignificanceTest? OfStudent(double t, double degreesOfFreedom) =>
        double.IsFinite(t) && degreesOfFreedom > 0 ? new SignificanceTest(t, StudentT.TwoSided(t, degreesOfFreedom)) : null;
}

/// <summary>
/// Parametric tests of a mean effect across events or instruments. A result is null when there are too few values or they do not vary.
/// </summary>
public static class MeanTests
{
    /// <summary>
    /// Cross-sectional t of the mean: sqrt(N) mean / sd, N - 1 degrees of freedom. With standardized values this is the test of Boehmer,
    /// Musumeci and Poulsen (1991, eq. 7).
    /// </summary>
    /// <param name="values">CARs, or SCARs for BMP.</param>
    public static SignificanceTest? CrossSectional(ReadOnlySpan<double> values)
    {
        (double mean, double deviation) = MeanAndDeviation(values);
        return SignificanceTest.OfStudent(Math.Sqrt(values.Length) * mean / deviation, values.Length - 1);
    }

    /// <summary>
    /// Patell (1976): the sum of standardized values over the square root of the sum of their variances, (L - k) / (L - k - 2).
    /// </summary>
    /// <param name="standardized">Standardized abnormal returns of one day, or SCARs.</param>
    /// <param name="degreesOfFreedom">L - k of each value.</param>
    public static SignificanceTest? Patell(ReadOnlySpan<double> standardized, ReadOnlySpan<int> degreesOfFreedom)
    {
        double sum = 0, variance = 0;
        for (int i = 0; i < standardized.Length; i++)
        {
            sum += standardized[i];
            variance += degreesOfFreedom[i] > 2 ? (double)degreesOfFreedom[i] / (degreesOfFreedom[i] - 2) : double.NaN;
        }

        return SignificanceTest.OfNormal(sum / Math.Sqrt(variance));
    }

    /// <summary>Kolari and Pynnonen (2010, eq. 11): the BMP statistic corrected for the mean correlation of the abnormal returns.</summary>
    /// <param name="bmp">Statistic of the BMP test.</param>
    /// <param name="count">Number of instruments, N.</param>
    /// <param name="meanCorrelation">Mean correlation of estimation residuals over pairs of different instruments.</param>
    public static SignificanceTest? KolariPynnonen(double bmp, int count, double meanCorrelation) =>
        SignificanceTest.OfStudent(bmp * Math.Sqrt((1 - meanCorrelation) / (1 + ((count - 1) * meanCorrelation))), count - 1);

    /// <summary>
    /// Skewness-adjusted t (Johnson 1978; Lyon, Barber and Tsai 1999, eq. 5): sqrt(N) (S + g S^2 / 3 + g / (6 N)), S = mean / sd.
    /// </summary>
    /// <param name="values">CARs.</param>
    public static SignificanceTest? SkewnessAdjusted(ReadOnlySpan<double> values)
    {
        (double mean, double deviation) = MeanAndDeviation(values);
        double cubes = 0, n = values.Length;
        foreach (double value in values)
        {
            double d = value - mean;
            cubes += d * d * d;
        }

        double s = mean / deviation, skewness = cubes / (n * deviation * deviation * deviation);
        return SignificanceTest.OfStudent(Math.Sqrt(n) * (s + (skewness * s * s / 3) + (skewness / (6 * n))), n - 1);
    }

    internal static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<double> values)
    {
        double mean = 0, squares = 0;
        foreach (double value in values)
        {
            mean += value;
        }

        mean /= values.Length;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return (mean, values.Length < 2 ? double.NaN : Math.Sqrt(squares / (values.Length - 1)));
    }
}
