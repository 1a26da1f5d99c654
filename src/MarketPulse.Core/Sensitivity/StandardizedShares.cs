using MarketPulse.Core.Impact.Significance;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Combines the shares of several feeds (Baker, Bloom and Davis 2016, section II.A): each share is divided by its feed's standard deviation
/// in the base window, averaged over the feeds present, and scaled to a mean of 100 in the base window.
/// </summary>
internal static class StandardizedShares
{
    private const double BaseMean = 100;

    /// <summary>The index of each period; null where no feed is present, and everywhere when no feed's share varies.</summary>
    /// <param name="shares">The share of each feed by period; null where the feed delivered nothing.</param>
    /// <param name="baseLength">
    /// Length of the base window: a feed's first periods with articles, and the index's first periods with a value.
    /// </param>
    public static double?[] Combine(IReadOnlyList<double?[]> shares, int baseLength)
    {
        double[] deviations = [.. shares.Select(feed => Deviation(feed, baseLength))];
        double?[] index = Average(shares, deviations);
        return Scale(index, Mean(index, baseLength));
    }

    /// <summary>The standard deviation of a feed's shares in the base window; zero with fewer than two.</summary>
    public static double Deviation(double?[] shares, int baseLength)
    {
        double[] values = [.. shares.OfType<double>().Take(baseLength)];
        return values.Length < 2 ? 0 : MeanTests.MeanAndDeviation(values).Deviation;
    }

    /// <summary>Mean over the feeds present of share / deviation; feeds whose share does not vary are left out.</summary>
    public static double?[] Average(IReadOnlyList<double?[]> shares, IReadOnlyList<double> deviations)
    {
        int periods = shares.Count == 0 ? 0 : shares[0].Length;
        var index = new double?[periods];
        for (int t = 0; t < periods; t++)
        {
            double sum = 0;
            int present = 0;
            for (int f = 0; f < shares.Count; f++)
            {
                if (shares[f][t] is { } share && deviations[f] > 0)
                {
                    sum += share / deviations[f];
                    present++;
                }
            }

            index[t] = present == 0 ? null : sum / present;
        }

        return index;
    }

    /// <summary>The mean of the first values; null when there are none.</summary>
    public static double? Mean(double?[] index, int baseLength) =>
        index.OfType<double>().Take(baseLength).Select(value => (double?)value).Average();

    /// <summary>Scales an index so that the mean of its base window is 100; all null without a positive mean.</summary>
    public static double?[] Scale(double?[] index, double? mean) =>
        mean > 0 ? Array.ConvertAll(index, value => BaseMean * value / mean) : new double?[index.Length];
}
