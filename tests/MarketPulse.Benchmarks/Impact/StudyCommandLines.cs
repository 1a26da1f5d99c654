using System.Diagnostics;
using System.Globalization;
using MarketPulse.Benchmarks.Quick;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>
/// The command <c>study</c> as a process, its rows as CSV: 500 instruments of 2,500 bars, three windows, with 1,000 events and with 10.
/// What it holds must not grow with the rows that it writes. Takes minutes, so it runs only when asked for.
/// </summary>
internal sealed class StudyCommandLines : QuickGroup
{
    private const int Instruments = 500, Bars = 2_500, Many = 1_000, Few = 10;
    private static readonly DateOnly Start = new(2015, 1, 1);

    public override IReadOnlyList<string> Names { get; } =
        ["studycommand.rows", "studycommand.memory", "studycommand.memory.few", "studycommand.memory.ratio"];

    public override bool IsLong(string name) => true;

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("marketpulse-study-");
        try
        {
            WritePrices(folder.CreateSubdirectory("prices").FullName);
            (_, _, double few) = Study(folder.FullName, Few);
            (int rows, double seconds, double many) = Study(folder.FullName, Many);
            yield return new QuickLine(
                "studycommand.rows", rows / seconds, $"rows/s, {rows.ToString("N0", CultureInfo.InvariantCulture)} rows");
            yield return new QuickLine("studycommand.memory", many, "MB at the peak");
            yield return new QuickLine("studycommand.memory.few", few, $"MB at the peak with {Few} events");
            yield return new QuickLine("studycommand.memory.ratio", many / few, "of the memory with few events");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void WritePrices(string folder)
    {
        var random = new SimulatedReturns(5);
        double[] market = random.Factor(Bars);
        for (int i = 0; i <= Instruments; i++)
        {
            double price = 100;
            double[] returns = i == 0 ? market : random.Instrument("S", [market]).Returns.ToArray();
            File.WriteAllLines(
                Path.Combine(folder, i == 0 ? "MARKET.csv" : $"S{i:000}.csv"),
                returns.Select((change, t) => FormattableString.Invariant($"{Start.AddDays(t):yyyy-MM-dd},{price *= 1 + change:0.######}"))
                    .Prepend("Date,Close"));
        }
    }

    private static (int Rows, double Seconds, double Megabytes) Study(string folder, int events)
    {
        string list = Path.Combine(folder, "events.csv");
        File.WriteAllLines(
            list,
            Enumerable.Range(0, events)
                .Select(e => FormattableString.Invariant($"e{e},{Start.AddDays(300 + (e * (Bars - 320) / events)):yyyy-MM-dd}"))
                .Prepend("id,date"));
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "marketpulse.dll"), "study", "--prices", Path.Combine(folder, "prices"),
                "--events", list, "--benchmark", "MARKET", "--output", "csv",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        var watch = Stopwatch.StartNew();
        using Process process = Process.Start(start)!;
        int rows = 0;
        long peak = 0;
        for (; process.StandardOutput.ReadLine() is not null; rows++)
        {
            if (rows % 1_000 == 0)
            {
                process.Refresh();
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
        }

        process.WaitForExit();
        return process.ExitCode == 0
            ? (rows - 1, watch.Elapsed.TotalSeconds, peak / 1e6)
            : throw new InvalidOperationException("The command failed; its error is above.");
    }
}
