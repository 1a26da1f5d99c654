using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Markets;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>Every test of one summary, including rank tests, over 1,000 events of [-1,+1] with 120 estimation days. One thread.</summary>
internal sealed class TestSummaryLines : QuickGroup
{
    public const int Events = 1000;
    private const int Days = 2000;

    public override IReadOnlyList<string> Names { get; } = ["tests.summary"];

    public static IReadOnlyList<EventObservation> Observations()
    {
        var study = new EventStudy(new StudyOptions());
        var random = new SimulatedReturns(3);
        ReturnSeries series = random.Instrument("S", [random.Factor(Days)]);
        int[] bars = [.. Enumerable.Range(0, Days)];
        var window = new EventWindow(-1, 1);
        return [.. random.Days(Events, Days).Select((day, i) => study.Observe($"e{i}", series, bars, day, window, excluded: default)!)];
    }

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        IReadOnlyList<EventObservation> observations = Observations();
        double seconds = Timing.BestProcessor(() => TestSummary.AcrossInstruments(observations), runs: 200);
        yield return new QuickLine("tests.summary", 1e6 * seconds / Events, "us/event");
    }
}
