namespace MarketPulse.Core.Numerics;

/// <summary>Corrects p-values for having looked at many (Benjamini and Hochberg 1995).</summary>
public static class BenjaminiHochberg
{
    /// <summary>
    /// The q-value of each p: the smallest share of false discoveries at which it would still count as one, min over larger p of p n / rank.
    /// Missing values stay missing and do not count.
    /// </summary>
    /// <param name="pValues">Probabilities, any order.</param>
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
