using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>
/// One million event studies on 10,000 instruments of 10,000 days, [-1,+1], 120 estimation days. Instruments are made and studied in blocks, so that
/// the run fits into the memory of a small machine; studies come instrument by instrument, days in no order. One thread, its processor time,
/// so that others on the machine count for less.
/// </summary>
internal sealed class StudyLines : QuickGroup
{
    private const int Instruments = 10_000, Days = 10_000, StudiesEach = 100, Block = 10, Warmup = 50 * Block;
    private const double Studies = (double)Instruments * StudiesEach;
    private static readonly EventWindow Window = new(-1, 1);

    public override IReadOnlyList<string> Names { get; } =
        ["study.market", "study.market.p", "study.alloc", "study.adjusted", "study.factors4", "baseline.ols", "study.ratio"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        var study = new EventStudy(new StudyOptions());
        var factorStudy = new EventStudy(new StudyOptions { Model = ExpectedReturnModel.Factors });
        var random = new SimulatedReturns(7);
        double[] market = random.Factor(Days);
        IReadOnlyList<double[]> fourFactors = [market, random.Factor(Days), random.Factor(Days), random.Factor(Days)];
        Cost classical = default, probability = default, adjusted = default, factors = default, baseline = default;
        for (int first = -Warmup; first < Instruments; first += Block)
        {
            if (first == 0)
            {
                classical = probability = adjusted = factors = baseline = default;
            }

            ReturnSeries[] series = [.. Enumerable.Range(0, Block).Select(i => random.Instrument($"S{i}", [market]))];
            int[] days = random.Days(Block * StudiesEach, Days);
            classical += Measure(series, days, (s, day) => study.EvaluateClassical(s, day, Window).Scar);
            probability += Measure(series, days, (s, day) => study.ClassicalProbability(s, day, Window));
            adjusted += Measure(series, days, (s, day) => study.Evaluate(s, day, Window).PAdjusted ?? 0);
            baseline += Measure(series, days, (s, day) => BaselineOls.Study(s, day, -1, 1, 120, 10).Scar);
            if (wanted("study.factors4"))
            {
                ReturnSeries[] wide = [.. Enumerable.Range(0, Block).Select(i => random.Instrument($"S{i}", fourFactors))];
                factors += Measure(wide, days, (s, day) => factorStudy.EvaluateClassical(s, day, Window).Scar);
            }
        }

        yield return Line("study.market", classical);
        yield return Line("study.market.p", probability);
        yield return new QuickLine("study.alloc", (classical.Bytes + probability.Bytes + adjusted.Bytes + factors.Bytes) / Studies, "bytes/study");
        yield return Line("study.adjusted", adjusted);
        yield return Line("study.factors4", factors);
        yield return Line("baseline.ols", baseline);
        yield return new QuickLine("study.ratio", baseline.Seconds / classical.Seconds, "times baseline.ols");

        static QuickLine Line(string name, Cost cost) => new(name, 1e6 * cost.Seconds / Studies, "us/study");
    }

    private static Cost Measure(ReturnSeries[] series, int[] days, Func<ReturnSeries, int, double> study)
    {
        double sum = 0;
        TimeSpan start = Environment.CpuUsage.TotalTime;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < days.Length; i++)
        {
            sum += study(series[i / StudiesEach], days[i]);
        }

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        return double.IsFinite(sum) ? new Cost(seconds, bytes) : throw new InvalidOperationException("A study of simulated returns gave no number.");
    }

    private readonly record struct Cost(double Seconds, long Bytes)
    {
        public static Cost operator +(Cost a, Cost b) => new(a.Seconds + b.Seconds, a.Bytes + b.Bytes);
    }
}
