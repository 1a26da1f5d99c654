using System.Globalization;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Feeds.Files;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>1,000 price files of 5,000 daily bars each, as Yahoo writes them, read on one thread from the operating system's cache.</summary>
internal sealed class LoadLines : QuickGroup
{
    private const int Files = 1000, Rows = 5000, Different = 10;

    public override IReadOnlyList<string> Names { get; } = ["load.csv"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        string folder = Directory.CreateTempSubdirectory("marketpulse-load").FullName;
        try
        {
            long bytes = 0;
            string[] texts = [.. Enumerable.Range(0, Different).Select(Text)];
            for (int i = 0; i < Files; i++)
            {
                File.WriteAllText(Path.Combine(folder, $"S{i}.csv"), texts[i % Different]);
                bytes += texts[i % Different].Length;
            }

            var csv = new PriceCsv(TimeProvider.System);
            double seconds = Timing.BestProcessor(
                () =>
                {
                    foreach (string path in PriceFolder.Files(folder))
                    {
                        if (csv.Read(path) is { Errors.Count: > 0 } or { History.Bars.Count: not Rows })
                        {
                            throw new InvalidOperationException($"{path} was not read in full.");
                        }
                    }
                },
                runs: 2);
            yield return new QuickLine("load.csv", bytes / 1e6 / seconds, "MB/s");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(int seed)
    {
        var random = new Random(seed);
        double price = 100;
        IEnumerable<string> lines = Enumerable.Range(0, Rows).Select(i =>
        {
            price *= 1 + (0.02 * (random.NextDouble() - 0.5));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{new DateOnly(2005, 1, 3).AddDays(i):yyyy-MM-dd},{price:0.000000},{price * 1.01:0.000000},{price * 0.99:0.000000},{price:0.000000},{price * 0.9:0.000000},{random.Next(1_000_000, 99_000_000)}");
        });
        return "Date,Open,High,Low,Close,Adj Close,Volume\n" + string.Join('\n', lines) + "\n";
    }
}
