using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Verification;

/// <summary>The interval of a share whose observations of one day move together.</summary>
internal static class ClusteredShare
{
    /// <summary>The 95% interval of a share, clustered by day (Liang and Zeger 1986); null with fewer than two days.</summary>
    /// <param name="observations">Day and whether the observation counts in the share.</param>
    /// <param name="share">The share.</param>
    public static (double Lo, double Hi)? Interval(IEnumerable<(DateOnly Day, bool Counts)> observations, double share)
    {
        (DateOnly Day, bool Counts)[] all = [.. observations];
        double[] days = [.. all.GroupBy(one => one.Day).Select(day => day.Sum(one => (one.Counts ? 1 : 0) - share))];
        if (days.Length < 2)
        {
            return null;
        }

        double error = Math.Sqrt(days.Sum(sum => sum * sum) * days.Length / (days.Length - 1)) / all.Length;
        double half = StudentT.Quantile(0.975, days.Length - 1) * error;
        return (Math.Max(0, share - half), Math.Min(1, share + half));
    }
}
