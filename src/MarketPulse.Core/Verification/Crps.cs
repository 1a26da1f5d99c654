namespace MarketPulse.Core.Verification;

/// <summary>The continuous ranked probability score of a sample taken as a forecast distribution: 0 for a certain hit, in the unit of the values.</summary>
internal static class Crps
{
    /// <summary>The fair score (Ferro 2014, eq. 6): its mean does not depend on the number of members, so that ten of them compare with a hundred.</summary>
    /// <param name="sorted">Members, ascending; two or more.</param>
    /// <param name="outcome">What came.</param>
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
