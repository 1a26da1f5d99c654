using System.Diagnostics;
using System.Runtime.CompilerServices;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.Report;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Web;

/// <summary>
/// The formats of many rows: rows per second, and the memory that is in use while they are written, at 100,000 and at 300,000 rows. The
/// baseline is NDJSON, which holds one row at a time. A store generates the rows as they are read, and collects garbage every 20,000 rows
/// to see what is really in use; so the rates are not those of <see cref="ApiLines"/>.
/// </summary>
internal sealed class FormatLines : QuickGroup
{
    private const int Few = 100_000, Many = 300_000, RowsPerSample = 20_000, RowsOfEvent = 100;
    private const double Megabyte = 1024 * 1024;

    private static readonly string[] Formats = ["ndjson", "csv", "parquet", "arrow", "workbook"];

    public override IReadOnlyList<string> Names { get; } =
    [
        .. Formats.SelectMany(format => new[]
        {
            $"format.{format}.rows", $"format.{format}.memory.100000", $"format.{format}.memory.300000",
        }),
    ];

    public override bool IsLong(string name) => true;

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        foreach (string format in Formats.Where(format => wanted($"format.{format}.rows")))
        {
            (_, double few) = WriteAsync(format, Few).GetAwaiter().GetResult();
            (double rate, double many) = WriteAsync(format, Many).GetAwaiter().GetResult();
            yield return new QuickLine($"format.{format}.rows", rate, "rows/s");
            yield return new QuickLine($"format.{format}.memory.100000", few, "MB");
            yield return new QuickLine($"format.{format}.memory.300000", many, "MB");
        }
    }

    /// <summary>Rows per second, and the most memory in use above that of the idle host.</summary>
    private static async Task<(double Rate, double Megabytes)> WriteAsync(string format, int rows)
    {
        var store = new SampledScores(rows);
        await using ApiHost host = await ApiHost.StartAsync(services => services.AddSingleton<IRowReader>(store));
        long idle = GC.GetTotalMemory(forceFullCollection: true);
        long start = Stopwatch.GetTimestamp();
        if (format == "workbook")
        {
            string path = Path.GetTempFileName();
            try
            {
                await using FileStream file = File.Create(path);
                await new WorkbookFile(host.Services).WriteAsync(eventId: null, file, CancellationToken.None);
            }
            finally
            {
                File.Delete(path);
            }
        }
        else
        {
            await host.ReadLinesAsync($"/api/scores?format={format}");
        }

        return (rows / Stopwatch.GetElapsedTime(start).TotalSeconds, (store.MostMemory - idle) / Megabyte);
    }

    private sealed class SampledScores(int rows) : IRowReader
    {
        private readonly ImpactScore[] _scores =
            [.. Enumerable.Range(0, 1000).Select(i => StoredScores.Score(i / RowsOfEvent, i % RowsOfEvent))];

        /// <summary>Most memory in use at any sample.</summary>
        public long MostMemory { get; private set; }

        public async IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(
            RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
            where T : TableRow
        {
            await Task.CompletedTask;
            for (int i = 0; i < rows && typeof(T) == typeof(ImpactScore); i++)
            {
                // Just before a group of 10,000 rows is full.
                if (i % RowsPerSample == RowsPerSample - 1)
                {
                    MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: true));
                }

                ImpactScore score = _scores[i % _scores.Length] with { PriceRevision = i };
                yield return new StoredRow<T>(score.RowKey, (T)(TableRow)score);
            }
        }
    }
}
