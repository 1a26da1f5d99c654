using BenchmarkDotNet.Attributes;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>The work of <see cref="LoadLines"/> in BenchmarkDotNet, on 20 files: time per file.</summary>
[InProcess]
[MemoryDiagnoser]
public class LoadBenchmarks
{
    private const int Files = 20;
    private PriceFiles? _files;

    [GlobalSetup]
    public void SetUp() => _files = new PriceFiles(Files);

    [GlobalCleanup]
    public void CleanUp() => _files!.Delete();

    [Benchmark(OperationsPerInvoke = Files)]
    public int Read() => _files!.Read();
}
