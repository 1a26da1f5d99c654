namespace MarketPulse.Core.Verification;

/// <summary>
/// The continuous ranked probability score of a sample as a forecast distribution, in the unit of the values; 0 for a perfect forecast.
/// </summary>
internal static class Crps
{
    /// <summary>
    /// The fair score (Ferro 2014, eq. 6), whose mean does not depend on the number of members, so that samples of different size compare.
    /// </summary>
    /// <param name="sorted">Members of the sample, ascending; two or more.</param>
    /// <param name="outcome">The observed value.</param>
    public static double Fair(ReadOnlySpan<double> sorted, double outcome)
    {
        double distance = 0, spread = 0;
        int count = sorted.Length;
        for (int i = 0; i < count; i++)
        {
            distance += Math.Abs(sorted[i] - outcome);
            spread += ((2 * i) - count + 1) * sorted[i];
        }

        return (distance / count) - (spread / count / (count - 1));
    }
}
