namespace MarketPulse.Core.Numerics;

/// <summary>Corrects p-values for multiple comparisons (Benjamini and Hochberg 1995).</summary>
public static class BenjaminiHochberg
{
    /// <summary>
    /// The q-value of each p: the smallest false discovery rate at which it would still count as a discovery, the minimum over all larger p
    /// of p n / rank. Missing values stay missing and do not count towards n.
    /// </summary>
    /// <param name="pValues">Probabilities in any order; null where there is none.</param>
    /// <returns>q-values in the same order.</returns>
    public static double?[] Adjust(IReadOnlyList<double?> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        int[] order = [.. Enumerable.Range(0, pValues.Count).Where(i => pValues[i] is not null).OrderByDescending(i => pValues[i])];
        var adjusted = new double?[pValues.Count];
        double smallest = 1;
        for (int i = 0; i < order.Length; i++)
        {
            int rank = order.Length - i;
            smallest = Math.Min(smallest, pValues[order[i]]!.Value * order.Length / rank);
            adjusted[order[i]] = smallest;
        }

        return adjusted;
    }
}
