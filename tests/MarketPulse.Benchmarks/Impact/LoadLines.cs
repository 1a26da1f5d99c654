using MarketPulse.Benchmarks.Quick;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>1,000 price files of 5,000 daily bars each, read on one thread from the operating system's cache.</summary>
internal sealed class LoadLines : QuickGroup
{
    public override IReadOnlyList<string> Names { get; } = ["load.csv"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        var files = new PriceFiles(1000);
        try
        {
            double seconds = Timing.BestProcessor(() => files.Read(), runs: 2);
            yield return new QuickLine("load.csv", files.Bytes / 1e6 / seconds, "MB/s");
        }
        finally
        {
            files.Delete();
        }
    }
}
