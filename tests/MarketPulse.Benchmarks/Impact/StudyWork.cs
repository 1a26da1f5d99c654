using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>A block of instruments with 100 event days each, and the studies that are timed on it: [-1,+1], 120 estimation days.</summary>
internal sealed class StudyWork
{
    public const int Days = 10_000, StudiesEach = 100;
    private static readonly EventWindow Window = new(-1, 1);
    private static readonly EventStudy Study = new(new StudyOptions());
    private static readonly EventStudy FactorStudy = new(new StudyOptions { Model = ExpectedReturnModel.Factors });

    private readonly ReturnSeries[] _series;
    private readonly int[] _days;
    private readonly ClassicalResult[] _results = new ClassicalResult[StudiesEach];

    /// <summary>Creates a block.</summary>
    /// <param name="random">Generates returns, volumes and days.</param>
    /// <param name="factors">Returns of the factors, the benchmark first.</param>
    /// <param name="instruments">Number of instruments.</param>
    public StudyWork(SimulatedReturns random, IReadOnlyList<double[]> factors, int instruments)
    {
        _series = [.. Enumerable.Range(0, instruments).Select(i => random.Instrument($"S{i}", factors))];
        _days = random.Days(instruments * StudiesEach, Days);
    }

    /// <summary>Number of studies in the block.</summary>
    public int Studies => _days.Length;

    /// <summary>Market model: alpha, beta, s2, CAR, BHAR, SCAR.</summary>
    public double Market() => Classical(Study, withP: false);

    /// <summary>The same with the p-value.</summary>
    public double MarketWithP() => Classical(Study, withP: true);

    /// <summary>Four factors with the outputs of <see cref="Market"/>.</summary>
    public double Factors() => Classical(FactorStudy, withP: false);

    /// <summary>Everything that a score row contains.</summary>
    public double Adjusted()
    {
        double sum = 0;
        for (int i = 0; i < _days.Length; i++)
        {
            sum += Study.Evaluate(_series[i / StudiesEach], _days[i], Window).PAdjusted!.Value;
        }

        return sum;
    }

    /// <summary>The outputs of <see cref="Market"/> by plain loops over the estimation window.</summary>
    public double Baseline()
    {
        double sum = 0;
        for (int i = 0; i < _days.Length; i++)
        {
            sum += BaselineOls.Study(
                _series[i / StudiesEach], _days[i], Window.Start, Window.End, Study.Options.EstimationDays, Study.Options.Gap).Scar;
        }

        return sum;
    }

    private double Classical(EventStudy study, bool withP)
    {
        double sum = 0;
        for (int i = 0; i < _series.Length; i++)
        {
            study.EvaluateClassical(_series[i], _days.AsSpan(i * StudiesEach, StudiesEach), Window, _results);
            foreach (ref readonly ClassicalResult result in _results.AsSpan())
            {
                sum += (withP ? result.TwoSidedP() : result.Scar)!.Value;
            }
        }

        return sum;
    }
}
