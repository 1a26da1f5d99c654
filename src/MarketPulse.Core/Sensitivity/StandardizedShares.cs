namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Brings the shares of several feeds together (Baker, Bloom and Davis 2016, section II.A): each over its own standard deviation in the base window, the
/// mean over the feeds present, scaled to a mean of 100 in the base window.
/// </summary>
internal static class StandardizedShares
{
    private const double BaseMean = 100;

    /// <summary>The index; null where no feed is present, and throughout where no feed's share varies.</summary>
    /// <param name="shares">For each feed its share by period, null where it brought nothing.</param>
    /// <param name="baseLength">Periods of the base window: a feed's first with articles, the index's first with a value.</param>
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

    private static double Deviation(double[] values) => values.Length < 2 ? 0 : Impact.Significance.MeanTests.MeanAndDeviation(values).Deviation;
}
