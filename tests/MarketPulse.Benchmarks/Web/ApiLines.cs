using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Pipeline;
using MarketPulse.Local.Azurite;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Web;

/// <summary>
/// The read API over HTTP on the loopback interface, as NDJSON and in one answer: rows that a store makes as they are read, and 50,000 rows of an Azurite
/// against the table client alone, which reads the same table in the same process.
/// </summary>
internal sealed class ApiLines : QuickGroup
{
    private const int GeneratedRows = 300_000, StoredRows = 50_000, RowsOfEvent = 100;
    private const string Prefix = "bench";
    private static readonly DateTimeOffset First = new(2020, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public override IReadOnlyList<string> Names { get; } = ["api.ndjson", "api.azurite", "baseline.tableclient", "api.azurite.ratio"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        if (wanted("api.ndjson"))
        {
            yield return new QuickLine("api.ndjson", GenerateAsync().GetAwaiter().GetResult(), "rows/s");
        }

        if (wanted("api.azurite") || wanted("baseline.tableclient") || wanted("api.azurite.ratio"))
        {
            (double api, double client) = ReadStoredAsync().GetAwaiter().GetResult();
            yield return new QuickLine("api.azurite", api, "rows/s");
            yield return new QuickLine("baseline.tableclient", client, "rows/s");
            yield return new QuickLine("api.azurite.ratio", api / client, "of the table client alone");
        }
    }

    private static async Task<double> GenerateAsync()
    {
        await using ApiHost host = await ApiHost.StartAsync(services => services.AddSingleton<IRowReader>(new GeneratedScores(GeneratedRows)));
        return GeneratedRows / await BestAsync(() => host.ReadLinesAsync("/api/scores?format=ndjson"), GeneratedRows);
    }

    private static async Task<(double Api, double Client)> ReadStoredAsync()
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        await using ApiHost host = await ApiHost.StartAsync(services => services.AddMarketPulseStorage(options =>
        {
            options.ConnectionString = azurite.ConnectionString;
            options.NamePrefix = Prefix;
        }));
        await host.Services.GetRequiredService<StorageSetup>().EnsureCreatedAsync(CancellationToken.None);
        IScoreStore scores = host.Services.GetRequiredService<IScoreStore>();
        for (int number = 0; number < StoredRows / RowsOfEvent; number++)
        {
            await scores.SaveAsync([.. Enumerable.Range(0, RowsOfEvent).Select(row => Score(number, row))], [], CancellationToken.None);
        }

        TableClient table = new TableServiceClient(azurite.ConnectionString).GetTableClient(Prefix + "impactscores");

        // One after the other in turn, so that what else the machine does falls on both.
        double api = double.PositiveInfinity, client = double.PositiveInfinity;
        for (int turn = 0; turn < 3; turn++)
        {
            client = Math.Min(client, await BestAsync(async () => await table.QueryAsync<TableEntity>().CountAsync(), StoredRows, runs: 1));
            api = Math.Min(api, await BestAsync(() => host.ReadLinesAsync("/api/scores?format=ndjson"), StoredRows, runs: 1));
        }

        return (StoredRows / api, StoredRows / client);
    }

    /// <summary>Seconds of the fastest run that read as many rows as there are.</summary>
    private static async Task<double> BestAsync(Func<Task<int>> read, int rows, int runs = 3)
    {
        double best = double.PositiveInfinity;
        for (int run = 0; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            int count = await read();
            best = count == rows
                ? Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds)
                : throw new InvalidOperationException($"{count} rows came of {rows}.");
        }

        return best;
    }

    /// <summary>A score with every column filled, as a real one has.</summary>
    private static ImpactScore Score(int number, int row) => new()
    {
        EventId = $"{EventKey.Stamp(First.AddHours(7 * number))}Z-{number:x8}",
        EventTimeUtc = First.AddHours(7 * number),
        Symbol = "S" + row.ToString("D3", CultureInfo.InvariantCulture),
        WindowKey = "m1_p1",
        Status = ScoreStatus.Final,
        Day0 = DateOnly.FromDateTime(First.AddHours(7 * number).UtcDateTime),
        DayZeroReason = "pre",
        DayZeroCertainty = "exact",
        Stance = Core.Events.Stance.Escalation,
        Intensity = 62.5,
        LinkReason = "topic rare_earths",
        Model = "market",
        Benchmark = "SPY",
        PriceBasis = "adjusted",
        PriceSource = "file",
        EstimationDays = 120,
        Observations = 120,
        BarsObserved = 3,
        BarsExpected = 3,
        Alpha = 1.0 / (row + 3000),
        Beta = 1 + (1.0 / (row + 7)),
        ResidualVariance = 1.0 / (row + 9000),
        CarPct = -0.37 * row,
        CarLoPct = (-0.37 * row) - 1.7,
        CarHiPct = (-0.37 * row) + 1.7,
        BharPct = -0.36 * row,
        Mde80Pct = 2.41421356,
        RawReturnPct = 0.11 * row,
        BenchmarkReturnPct = 0.01 * row,
        Scar = -1.0 / (row + 1),
        PValue = 1.0 / (row + 2),
        ReturnScore = -91.7 / (row + 1),
        ReferenceWindows = 98,
        ZAdjusted = -0.7 / (row + 1),
        PAdjusted = 0.9 / (row + 2),
        AdjustedScore = -97.3 / (row + 1),
        PVolume = 0.8 / (row + 2),
        VolumeScore = 87.1 / (row + 1),
        PVolatility = 0.7 / (row + 2),
        VolatilityScore = 77.7 / (row + 1),
        OverallScore = 66.6 / (row + 1),
        OverallDriver = "return",
        QEvent = 0.3 / (row + 2),
        LexiconVersion = "1",
        Revision = 1,
        PriceRevision = 1,
        BarsThrough = new DateOnly(2025, 6, 5),
    };

    private sealed class GeneratedScores(int rows) : IRowReader
    {
        private readonly ImpactScore[] _scores = [.. Enumerable.Range(0, 1000).Select(i => Score(i / RowsOfEvent, i % RowsOfEvent))];

        public async IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
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
