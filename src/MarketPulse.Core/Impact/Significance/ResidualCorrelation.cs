using System.Numerics.Tensors;

namespace MarketPulse.Core.Impact.Significance;

/// <summary>The mean correlation between the estimation residuals of different instruments.</summary>
public static class ResidualCorrelation
{
    /// <summary>
    /// Mean product of standardized residuals over all pairs of different observations on common calendar dates. When all observations have
    /// the same dates this is the mean pairwise correlation; otherwise a pair counts in proportion to the dates it shares. It is summed
    /// date by date as (sum u)^2 - sum u^2, which needs no loop over pairs.
    /// </summary>
    /// <returns>The mean correlation; null when no two observations share a date.</returns>
    public static double? Mean(IReadOnlyList<EventObservation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        int first = int.MaxValue, last = int.MinValue;
        foreach (EventObservation observation in observations)
        {
            first = Math.Min(first, observation.EstimationDays[0]);
            last = Math.Max(last, observation.EstimationDays[^1]);
        }

        if (last < first)
        {
            return null;
        }

        var sums = new double[last - first + 1];
        var squares = new double[last - first + 1];
        var counts = new int[last - first + 1];
        foreach (EventObservation observation in observations)
        {
            Add(observation, first, sums, squares, counts);
        }

        double products = 0, pairs = 0;
        for (int d = 0; d < sums.Length; d++)
        {
            products += (sums[d] * sums[d]) - squares[d];
            pairs += (double)counts[d] * (counts[d] - 1);
        }

        return pairs > 0 ? products / pairs : null;
    }

    private static void Add(EventObservation observation, int first, double[] sums, double[] squares, int[] counts)
    {
        ReadOnlySpan<double> residuals = observation.EstimationAbnormal;
        ReadOnlySpan<int> days = observation.EstimationDays.AsSpan(0, residuals.Length);
        double mean = TensorPrimitives.Sum(residuals) / residuals.Length;
        double variance = (TensorPrimitives.SumOfSquares(residuals) / residuals.Length) - (mean * mean);
        double scale = 1 / Math.Sqrt(variance);
        for (int i = 0; i < residuals.Length; i++)
        {
            double u = (residuals[i] - mean) * scale;
            int d = days[i] - first;
            sums[d] += u;
            squares[d] += u * u;
            counts[d]++;
        }
    }
}
