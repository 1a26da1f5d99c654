using System.Globalization;
using MarketPulse.Feeds.Files;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>A folder of price files of 5,000 daily bars each, in the format of Yahoo's exports.</summary>
internal sealed class PriceFiles
{
    private const int Rows = 5000, Different = 10;
    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-load").FullName;
    private readonly PriceCsv _csv = new(TimeProvider.System);

    public PriceFiles(int files)
    {
        string[] texts = [.. Enumerable.Range(0, Different).Select(Text)];
        for (int i = 0; i < files; i++)
        {
            File.WriteAllText(Path.Combine(_folder, $"S{i}.csv"), texts[i % Different]);
            Bytes += texts[i % Different].Length;
        }
    }

    /// <summary>Size of all files.</summary>
    public long Bytes { get; }

    /// <summary>Reads every file on this thread; returns the number of bars.</summary>
    public int Read()
    {
        int bars = 0;
        foreach (string path in PriceFolder.Files(_folder))
        {
            PriceFile file = _csv.Read(path);
            if (file.Errors.Count > 0 || file.History.Bars.Count != Rows)
            {
                throw new InvalidOperationException($"{path} was not read in full.");
            }

            bars += file.History.Bars.Count;
        }

        return bars;
    }

    /// <summary>Deletes the folder.</summary>
    public void Delete() => Directory.Delete(_folder, recursive: true);

    private static string Text(int seed)
    {
        var random = new Random(seed);
        double price = 100;
        IEnumerable<string> lines = Enumerable.Range(0, Rows).Select(i =>
        {
            price *= 1 + (0.02 * (random.NextDouble() - 0.5));
            DateOnly date = new DateOnly(2005, 1, 3).AddDays(i);
            double high = price * 1.01, low = price * 0.99, adjusted = price * 0.9;
            int volume = random.Next(1_000_000, 99_000_000);
            return FormattableString.Invariant(
                $"{date:yyyy-MM-dd},{price:0.000000},{high:0.000000},{low:0.000000},{price:0.000000},{adjusted:0.000000},{volume}");
        });
        return "Date,Open,High,Low,Close,Adj Close,Volume\n" + string.Join('\n', lines) + "\n";
    }
}
