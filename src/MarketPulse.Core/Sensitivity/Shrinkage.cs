namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Shrinks estimates of many instruments towards the mean of their asset class, noisier ones more: normal likelihood and prior, with the
/// variance of the true values estimated by the method of moments of Paule and Mandel (1982), floored at 0.
/// </summary>
internal static class Shrinkage
{
    private const int FewestForMean = 5;
    private const double Wide = 1.959963984540054;

    /// <summary>Shrinks estimates.</summary>
    /// <param name="estimates">Estimate, standard error and asset class of each instrument.</param>
    public static ShrunkEstimate[] Shrink(IReadOnlyList<(double Estimate, double StandardError, string AssetClass)> estimates)
    {
        int[][] classes =
        [
            .. Enumerable.Range(0, estimates.Count)
                .GroupBy(i => estimates[i].AssetClass, StringComparer.Ordinal)
                .Select(group => group.ToArray()),
        ];
        double spread = Spread(estimates, classes);
        var shrunk = new ShrunkEstimate[estimates.Count];
        foreach (int[] members in classes)
        {
            (double prior, double priorVariance) = Prior(estimates, members, spread);
            foreach (int i in members)
            {
                (double estimate, double error, _) = estimates[i];
                double variance = error * error, weight = spread / (spread + variance);
                double mean = (weight * estimate) + ((1 - weight) * prior);
                double deviation = Math.Sqrt((weight * variance) + ((1 - weight) * (1 - weight) * priorVariance));
                shrunk[i] = new ShrunkEstimate(mean, mean - (Wide * deviation), mean + (Wide * deviation), weight);
            }
        }

        return shrunk;
    }

    /// <summary>
    /// The variance of the true values at which the weighted sum of squares about the prior means equals its degrees of freedom.
    /// </summary>
    private static double Spread(IReadOnlyList<(double Estimate, double StandardError, string AssetClass)> estimates, int[][] classes)
    {
        int freedom = estimates.Count - classes.Count(members => members.Length >= FewestForMean);
        double low = 0, high = 0;
        foreach ((double estimate, double error, _) in estimates)
        {
            high = Math.Max(high, (estimate * estimate) + (error * error));
        }

        if (freedom <= 0 || Squares(low) <= freedom)
        {
            return 0;
        }

        for (high *= estimates.Count; Squares(high) > freedom; high *= 2)
        {
        }

        for (int i = 0; i < 200 && high - low > 1e-14 * high; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Squares(middle) > freedom ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;

        double Squares(double spread)
        {
            double sum = 0;
            foreach (int[] members in classes)
            {
                (double prior, _) = Prior(estimates, members, spread);
                foreach (int i in members)
                {
                    double apart = estimates[i].Estimate - prior;
                    sum += apart * apart / ((estimates[i].StandardError * estimates[i].StandardError) + spread);
                }
            }

            return sum;
        }
    }

    private static (double Mean, double Variance) Prior(
        IReadOnlyList<(double Estimate, double StandardError, string AssetClass)> estimates, int[] members, double spread)
    {
        if (members.Length < FewestForMean)
        {
            return (0, 0);
        }

        double total = 0, sum = 0;
        foreach (int i in members)
        {
            double precision = 1 / ((estimates[i].StandardError * estimates[i].StandardError) + spread);
            total += precision;
            sum += precision * estimates[i].Estimate;
        }

        return (sum / total, 1 / total);
    }
}

/// <summary>An estimate after shrinkage.</summary>
/// <param name="Mean">The posterior mean.</param>
/// <param name="Lo">Lower end of the 95% interval.</param>
/// <param name="Hi">Upper end of the 95% interval.</param>
/// <param name="Weight">Weight of the instrument's own estimate, 0 to 1.</param>
internal readonly record struct ShrunkEstimate(double Mean, double Lo, double Hi, double Weight);
