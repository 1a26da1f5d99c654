using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Batch;

/// <summary>One bar of a mean path of cumulative abnormal returns; fractions.</summary>
/// <param name="Day">Bar relative to day 0.</param>
/// <param name="MeanCar">Mean of the abnormal returns summed from the path's first bar.</param>
/// <param name="Lo">Lower end of its 95% interval.</param>
/// <param name="Hi">Upper end of its 95% interval.</param>
/// <param name="Count">Number of different days 0 behind it.</param>
public readonly record struct AveragePathDay(int Day, double MeanCar, double Lo, double Hi, int Count)
{
    /// <summary>
    /// Averages paths of equal length: first over those that share a day 0, then over the days, whose spread gives the interval.
    /// </summary>
    internal static IReadOnlyList<AveragePathDay> Average(IReadOnlyList<List<IReadOnlyList<PathDay>>> byDay)
    {
        if (byDay.Count == 0)
        {
            return [];
        }

        var days = new List<AveragePathDay>();
        for (int i = 0; i < byDay[0][0].Count; i++)
        {
            double[] means = [.. byDay.Select(paths => paths.Average(path => path[i].Car))];
            (double mean, double deviation) = MeanTests.MeanAndDeviation(means);

            // A single day has no spread, so its forecast error is used instead.
            double half = means.Length > 1
                ? StudentT.Quantile(0.975, means.Length - 1) * deviation / Math.Sqrt(means.Length)
                : byDay[0].Average(path => path[i].BandHi);
            days.Add(new AveragePathDay(byDay[0][0][i].Day, mean, mean - half, mean + half, means.Length));
        }

        return days;
    }
}
