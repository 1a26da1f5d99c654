using MarketPulse.Benchmarks.Quick;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>
/// One million event studies on 10,000 instruments of 10,000 days, [-1,+1], 120 estimation days. Instruments are created and studied in
/// blocks, so that the run fits into the memory of a small machine; studies run instrument by instrument, with days in random order. A
/// block is larger than the inner caches: study.market runs first and pays for loading it, while the others find part of it there. Measures
/// the processor time of one thread, so that other load on the machine matters less.
/// </summary>
internal sealed class StudyLines : QuickGroup
{
    private const int Instruments = 10_000, Block = 10, Warmup = 50 * Block;
    private const double Studies = (double)Instruments * StudyWork.StudiesEach;

    public override IReadOnlyList<string> Names { get; } =
        ["study.market", "study.market.p", "study.alloc", "study.adjusted", "study.factors4", "baseline.ols", "study.ratio"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        var random = new SimulatedReturns(7);
        double[] market = random.Factor(StudyWork.Days);
        double[][] fourFactors = [market, random.Factor(StudyWork.Days), random.Factor(StudyWork.Days), random.Factor(StudyWork.Days)];
        double classical = 0, probability = 0, adjusted = 0, factors = 0, baseline = 0;
        StudyWork work = new(random, [market], 1), wide = work;
        for (int first = -Warmup; first < Instruments; first += Block)
        {
            if (first == 0)
            {
                classical = probability = adjusted = factors = baseline = 0;
            }

            work = new StudyWork(random, [market], Block);
            classical += Seconds(work.Market);
            probability += Seconds(work.MarketWithP);
            adjusted += Seconds(work.Adjusted);
            baseline += Seconds(work.Baseline);
            if (wanted("study.factors4") || wanted("study.alloc"))
            {
                wide = new StudyWork(random, fourFactors, Block);
                factors += Seconds(wide.Factors);
            }
        }

        yield return Line("study.market", classical);
        yield return Line("study.market.p", probability);
        yield return new QuickLine("study.alloc", Allocated(work, wide), "bytes/study");
        yield return Line("study.adjusted", adjusted);
        yield return Line("study.factors4", factors);
        yield return Line("baseline.ols", baseline);
        yield return new QuickLine("study.ratio", baseline / classical, "times baseline.ols");

        static QuickLine Line(string name, double seconds) => new(name, 1e6 * seconds / Studies, "us/study");
    }

    private static double Seconds(Func<double> studies)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        double sum = studies();
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        return double.IsFinite(sum) ? seconds : throw new InvalidOperationException("A study of simulated returns gave no finite number.");
    }

    /// <summary>
    /// Bytes allocated over every kind of study. Garbage is collected first, because a background collection would count as bytes of this
    /// thread.
    /// </summary>
    private static double Allocated(StudyWork work, StudyWork wide)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        long before = GC.GetAllocatedBytesForCurrentThread();
        double sum = work.Market() + work.MarketWithP() + work.Adjusted() + wide.Factors();
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return double.IsFinite(sum)
            ? bytes / (4.0 * work.Studies)
            : throw new InvalidOperationException("A study of simulated returns gave no finite number.");
    }
}
