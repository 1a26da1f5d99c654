using BenchmarkDotNet.Attributes;
using MarketPulse.Core.Impact.Significance;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>The work of <see cref="TestSummaryLines"/> in BenchmarkDotNet.</summary>
[InProcess]
[MemoryDiagnoser]
public class TestSummaryBenchmarks
{
    private IReadOnlyList<EventObservation> _observations = [];

    [GlobalSetup]
    public void SetUp() => _observations = TestSummaryLines.Observations();

    [Benchmark(OperationsPerInvoke = TestSummaryLines.Events)]
    public TestSummary EveryTest() => TestSummary.AcrossInstruments(_observations);
}
