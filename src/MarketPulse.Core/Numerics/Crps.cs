namespace MarketPulse.Core.Numerics;

/// <summary>
/// The continuous ranked probability score of a forecast distribution, in the unit of its values; 0 for a perfect forecast.
/// </summary>
internal static class Crps
{
    /// <summary>
    /// The score of a weighted sample (Gneiting and Raftery 2007, eq. 21): the mean distance of its members from the outcome, less half the
    /// mean distance between two members.
    /// </summary>
    /// <param name="sorted">Members of the sample, ascending.</param>
    /// <param name="weights">Weight of each member, not negative; they need not add up to 1, but cannot all be 0.</param>
    /// <param name="outcome">The observed value.</param>
    public static double Of(ReadOnlySpan<double> sorted, ReadOnlySpan<double> weights, double outcome)
    {
        double total = 0, sum = 0, distance = 0, spread = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double weight = weights[i];
            distance += weight * Math.Abs(sorted[i] - outcome);

            // Adds the distances from the members below, so that each pair is counted once: half of the distance between any two.
            spread += weight * ((sorted[i] * total) - sum);
            total += weight;
            sum += weight * sorted[i];
        }

        return (distance / total) - (spread / total / total);
    }

    /// <summary>The score of the standard normal distribution (Gneiting and Raftery 2007, eq. 5).</summary>
    public static double OfNormal(double outcome) =>
        (outcome * ((2 * Normal.Cumulative(outcome)) - 1))
        + (2 * Math.Exp(-outcome * outcome / 2) / Math.Sqrt(2 * Math.PI))
        - (1 / Math.Sqrt(Math.PI));
}
