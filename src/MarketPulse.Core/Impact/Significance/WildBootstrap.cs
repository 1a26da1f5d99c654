namespace MarketPulse.Core.Impact.Significance;

/// <summary>
/// Wild bootstrap of the cross-sectional t under the null (Cameron, Gelbach and Miller 2008): values are multiplied by random weights with
/// mean 0. For up to 12 values every pattern of signs is tried; for more, weights are drawn from Webb's six points (Webb 2023).
/// </summary>
public static class WildBootstrap
{
    private const int MostForEnumeration = 12;

    private static ReadOnlySpan<double> Webb => [-1.224744871391589, -1, -0.7071067811865476, 0.7071067811865476, 1, 1.224744871391589];

    /// <summary>Two-sided p of the mean.</summary>
    /// <param name="values">CARs.</param>
    /// <param name="draws">Number of draws when signs are not enumerated.</param>
    /// <param name="seed">Seed of the draws: the same seed gives the same p.</param>
    /// <param name="cancellationToken">Stops between draws.</param>
    /// <returns>The t of the values with its bootstrap p; null for fewer than two values or without variance.</returns>
    public static SignificanceTest? Test(ReadOnlySpan<double> values, int draws, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        double observed = Statistic(values);
        if (!double.IsFinite(observed))
        {
            return null;
        }

        var weighted = new double[values.Length];
        double least = Math.Abs(observed) * (1 - 1e-12);
        if (values.Length <= MostForEnumeration)
        {
            int patterns = 1 << values.Length, extreme = 0;
            for (int pattern = 0; pattern < patterns; pattern++)
            {
                for (int i = 0; i < values.Length; i++)
                {
                    weighted[i] = (pattern >> i & 1) == 0 ? values[i] : -values[i];
                }

                extreme += Math.Abs(Statistic(weighted)) >= least ? 1 : 0;
            }

            return new SignificanceTest(observed, (double)extreme / patterns);
        }

        var random = new Random(seed);
        int beyond = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int i = 0; i < values.Length; i++)
            {
                weighted[i] = values[i] * Webb[random.Next(6)];
            }

            beyond += Math.Abs(Statistic(weighted)) >= least ? 1 : 0;
        }

        return new SignificanceTest(observed, (1.0 + beyond) / (draws + 1));
    }

    private static double Statistic(ReadOnlySpan<double> values)
    {
        (double mean, double deviation) = MeanTests.MeanAndDeviation(values);
        return Math.Sqrt(values.Length) * mean / deviation;
    }
}
