using System.Diagnostics;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Local.Azurite;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Web;

/// <summary>
/// The read API over HTTP on the loopback interface, as NDJSON in one response: rows that a store generates as they are read, and 50,000
/// rows in Azurite compared with the table client alone, which reads the same table in the same process. The emulator sorts the whole table
/// for every thousand rows that it returns, so the lines on Azurite take a minute or more and run only on request.
/// </summary>
internal sealed class ApiLines : QuickGroup
{
    private const int GeneratedRows = 300_000, StoredRows = 50_000, RowsOfEvent = 100, Rounds = 3;
    private const string Prefix = "bench";

    /// <summary>Time after which no further round begins, so that a slow machine measures only once.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(60);

    public override IReadOnlyList<string> Names { get; } = ["api.ndjson", "api.azurite", "baseline.tableclient", "api.azurite.ratio"];

    public override bool IsLong(string name) => name != "api.ndjson";

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        if (wanted("api.ndjson"))
        {
            yield return new QuickLine("api.ndjson", GenerateAsync().GetAwaiter().GetResult(), "rows/s");
        }

        if (wanted("api.azurite") || wanted("baseline.tableclient") || wanted("api.azurite.ratio"))
        {
            (double api, double client, double ratio) = ReadStoredAsync().GetAwaiter().GetResult();
            yield return new QuickLine("api.azurite", api, "rows/s");
            yield return new QuickLine("baseline.tableclient", client, "rows/s");
            yield return new QuickLine("api.azurite.ratio", ratio, "of the table client alone");
        }
    }

    private static async Task<double> GenerateAsync()
    {
        await using ApiHost host =
            await ApiHost.StartAsync(services => services.AddSingleton<IRowReader>(new GeneratedScores(GeneratedRows)));
        return GeneratedRows / await BestAsync(() => host.ReadLinesAsync("/api/scores?format=ndjson"), GeneratedRows);
    }

    private static async Task<(double Api, double Client, double Ratio)> ReadStoredAsync()
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        await using ApiHost host = await ApiHost.StartAsync(services => services.AddMarketPulseStorage(options =>
        {
            options.ConnectionString = azurite.ConnectionString;
            options.NamePrefix = Prefix;
        }));
        await host.Services.GetRequiredService<StorageSetup>().EnsureCreatedAsync(CancellationToken.None);
        await StoredScores.WriteAsync(azurite.ConnectionString, Prefix, StoredRows / RowsOfEvent, RowsOfEvent);
        TableClient table = new TableServiceClient(azurite.ConnectionString).GetTableClient(Prefix + "impactscores");

        // They alternate, and take turns at being first, so that other load and the state of the emulator affect both.
        var api = new List<double>();
        var client = new List<double>();
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds && (round == 0 || Stopwatch.GetElapsedTime(start) < Enough); round++)
        {
            if (round % 2 == 0)
            {
                client.Add(await ReadAloneAsync());
            }

            api.Add(await BestAsync(() => host.ReadLinesAsync("/api/scores?format=ndjson"), StoredRows, runs: 1));
            if (round % 2 != 0)
            {
                client.Add(await ReadAloneAsync());
            }
        }

        double ratio = Timing.Median(api.Zip(client, (own, alone) => alone / own));
        return (StoredRows / Timing.Median(api), StoredRows / Timing.Median(client), ratio);

        Task<double> ReadAloneAsync() => BestAsync(async () => await table.QueryAsync<TableEntity>().CountAsync(), StoredRows, runs: 1);
    }

    /// <summary>Seconds of the fastest run. Every run must read all rows.</summary>
    private static async Task<double> BestAsync(Func<Task<int>> read, int rows, int runs = 3)
    {
        double best = double.PositiveInfinity;
        for (int run = 0; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            int count = await read();
            best = count == rows
                ? Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds)
                : throw new InvalidOperationException($"{count} rows of {rows} were received.");
        }

        return best;
    }

    private sealed class GeneratedScores(int rows) : IRowReader
    {
        private readonly ImpactScore[] _scores =
            [.. Enumerable.Range(0, 1000).Select(i => StoredScores.Score(i / RowsOfEvent, i % RowsOfEvent))];

        public async IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(
            RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
            where T : TableRow
        {
            await Task.CompletedTask;
            for (int i = 0; i < rows; i++)
            {
                ImpactScore score = _scores[i % _scores.Length] with { PriceRevision = i };
                yield return new StoredRow<T>(score.RowKey, (T)(TableRow)score);
            }
        }
    }
}
