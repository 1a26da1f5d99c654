using System.Diagnostics;

namespace MarketPulse.Benchmarks.Quick;

/// <summary>Measures the time of a piece of work on a machine that may be shared.</summary>
internal static class Timing
{
    /// <summary>Seconds of the fastest of several runs, after a warm-up run: the speed of the machine without other load.</summary>
    public static double Best(Action work, int runs = 3)
    {
        work();
        double best = double.PositiveInfinity;
        for (int i = 0; i < runs; i++)
        {
            best = Math.Min(best, Once(work));
        }

        return best;
    }

    /// <summary>Processor seconds of all threads in the cheapest of several runs, after a warm-up run.</summary>
    public static double BestProcessor(Action work, int runs = 3)
    {
        work();
        double best = double.PositiveInfinity;
        for (int i = 0; i < runs; i++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            work();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalSeconds);
        }

        return best;
    }

    /// <summary>The median; for an even number of values, the upper of the two middle ones.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    /// <summary>Seconds of one run.</summary>
    public static double Once(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
