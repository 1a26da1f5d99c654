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
        double[] deviations = [.. shares.Select(feed => Deviation([.. feed.OfType<double>().Take(baseLength)]))];
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

        double? mean = index.OfType<double>().Take(baseLength).Select(value => (double?)value).Average();
        return mean > 0 ? Array.ConvertAll(index, value => BaseMean * value / mean) : new double?[periods];
    }

    private static double Deviation(double[] values) => values.Length < 2 ? 0 : MeanTests.MeanAndDeviation(values).Deviation;
}
