using BenchmarkDotNet.Attributes;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>
/// The work of <see cref="StudyLines"/> in BenchmarkDotNet, on one block: the cost of the studies once their data are in the cache, and
/// their allocations.
/// </summary>
[InProcess]
[MemoryDiagnoser]
public class StudyBenchmarks
{
    private const int Instruments = 10, Studies = Instruments * StudyWork.StudiesEach;
    private StudyWork? _work;
    private StudyWork? _wide;

    [GlobalSetup]
    public void SetUp()
    {
        var random = new SimulatedReturns(7);
        double[] market = random.Factor(StudyWork.Days);
        _work = new StudyWork(random, [market], Instruments);
        _wide = new StudyWork(
            random, [market, random.Factor(StudyWork.Days), random.Factor(StudyWork.Days), random.Factor(StudyWork.Days)], Instruments);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Studies)]
    public double Baseline() => _work!.Baseline();

    [Benchmark(OperationsPerInvoke = Studies)]
    public double Market() => _work!.Market();

    [Benchmark(OperationsPerInvoke = Studies)]
    public double MarketWithP() => _work!.MarketWithP();

    [Benchmark(OperationsPerInvoke = Studies)]
    public double Adjusted() => _work!.Adjusted();

    [Benchmark(OperationsPerInvoke = Studies)]
    public double FourFactors() => _wide!.Factors();
}
