using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact;

/// <summary>
/// The mean path of several instruments around one event. Its interval is the cross-sectional t interval, which assumes that the
/// instruments move independently; it is too narrow when they share a shock.
/// </summary>
public static class MeanPath
{
    /// <summary>Averages the paths day by day, in the order of the days.</summary>
    /// <param name="paths">The paths of all instruments of the event.</param>
    public static IReadOnlyList<MeanPathDay> Average(IEnumerable<AbnormalReturn> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return
        [
            .. paths.GroupBy(path => path.Day)
                .OrderBy(day => day.Key)
                .Select(day => Average(day.Key, [.. day.Select(path => path.CarPct)])),
        ];
    }

    private static MeanPathDay Average(int day, double[] cars)
    {
        double mean = cars.Average();
        if (cars.Length < 2)
        {
            return new MeanPathDay(day, cars.Length, mean, null, null);
        }

        double variance = cars.Sum(car => (car - mean) * (car - mean)) / (cars.Length - 1);
        double half = StudentT.Quantile(0.975, cars.Length - 1) * Math.Sqrt(variance / cars.Length);
        return new MeanPathDay(day, cars.Length, mean, mean - half, mean + half);
    }
}

/// <summary>One day of a mean path.</summary>
/// <param name="Day">Day relative to day 0.</param>
/// <param name="Instruments">Number of instruments whose path includes the day.</param>
/// <param name="MeanCarPct">Mean cumulative abnormal return from the first day of the path, percent.</param>
/// <param name="LoPct">Lower end of its 95% interval, percent; null with one instrument.</param>
/// <param name="HiPct">Upper end of its 95% interval, percent; null with one instrument.</param>
public readonly record struct MeanPathDay(int Day, int Instruments, double MeanCarPct, double? LoPct, double? HiPct);
