using System.Diagnostics;
using Azure.Data.Tables;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Impact;
using MarketPulse.Local.Azurite;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Storage;

/// <summary>
/// Writes everything that scoring stores for two dozen events on 41 instruments to empty tables of an Azurite, event by event and with as
/// many events at a time as a host handles. The baseline sends the same rows of the same tables, including the log of scores, as plain
/// transactions under the same condition (the row must not exist), without reading or deciding anything. Both alternate on the same
/// Azurite, so that other load affects both.
/// </summary>
internal sealed class StoreLines : QuickGroup
{
    private const int Rounds = 3, RequestsAtOnce = 8, RowsPerBatch = 100;
    private static readonly int EventsAtOnce = new QueueReaderOptions().Concurrency;
    private static readonly string[] Tables =
        [TableNames.ImpactScores, TableNames.InstrumentScores, TableNames.AbnormalReturns, TableNames.ScoreLog];

    public override IReadOnlyList<string> Names { get; } = ["store.rate", "store.bare", "store.ratio"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        (double store, double bare, double ratio) = MeasureAsync().GetAwaiter().GetResult();
        yield return new QuickLine("store.rate", store, "rows/s");
        yield return new QuickLine("store.bare", bare, "rows/s");
        yield return new QuickLine("store.ratio", ratio, "times store.bare");
    }

    private static async Task<(double Store, double Bare, double Ratio)> MeasureAsync()
    {
        IReadOnlyList<EventScores> facts = SampleFacts.Score();
        List<Batch[]> batches = await ReadBatchesAsync(facts);
        double rows = batches.Sum(ofEvent => ofEvent.Sum(batch => batch.Actions.Count));
        var store = new List<double>();
        var bare = new List<double>();
        for (int round = 0; round < Rounds; round++)
        {
            await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
            bool storeFirst = round % 2 == 0;
            if (storeFirst)
            {
                store.Add(await StoreAsync(azurite.ConnectionString, "store", facts));
            }

            bare.Add(await SendAsync(azurite.ConnectionString, "bare", batches));
            if (!storeFirst)
            {
                store.Add(await StoreAsync(azurite.ConnectionString, "store", facts));
            }
        }

        return (rows / store.Min(), rows / bare.Min(), Timing.Median(store.Zip(bare, (own, other) => other / own)));
    }

    private static async Task<double> StoreAsync(string connection, string prefix, IReadOnlyList<EventScores> facts)
    {
        await using ServiceProvider services = await OpenAsync(connection, prefix);
        var scores = services.GetRequiredService<IScoreStore>();
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            facts,
            new ParallelOptions { MaxDegreeOfParallelism = EventsAtOnce },
            async (ofEvent, token) => await scores.SaveAsync(ofEvent.Scores, ofEvent.Paths, token));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> SendAsync(string connection, string prefix, List<Batch[]> batches)
    {
        await using ServiceProvider services = await OpenAsync(connection, prefix);
        var service = new TableServiceClient(connection);
        Dictionary<string, TableClient> tables = Tables.ToDictionary(name => name, name => service.GetTableClient(prefix + name));
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = EventsAtOnce },
            async (ofEvent, token) => await Parallel.ForEachAsync(
                ofEvent,
                new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = token },
                async (batch, inner) => await tables[batch.Table].SubmitTransactionAsync(batch.Actions, inner)));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// Stores the facts once, which is also the warm-up, and reads back the resulting rows: for each event, in transactions as full as its
    /// rows allow.
    /// </summary>
    private static async Task<List<Batch[]>> ReadBatchesAsync(IReadOnlyList<EventScores> facts)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        await StoreAsync(azurite.ConnectionString, "first", facts);
        var rows = new List<(string Table, TableEntity Row)>();
        foreach (string table in Tables)
        {
            await foreach (TableEntity row in new TableClient(azurite.ConnectionString, "first" + table).QueryAsync<TableEntity>())
            {
                row.Remove("odata.etag");
                row.Remove("Timestamp");
                rows.Add((table, row));
            }
        }

        return
        [
            .. rows.GroupBy(row => row.Row.GetString("eventid")).Select(ofEvent => ofEvent
                .GroupBy(row => (row.Table, row.Row.PartitionKey))
                .SelectMany(partition => partition.Chunk(RowsPerBatch))
                .Select(chunk => new Batch(
                chunk[0].Table, [.. chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row.Row))]))
                .ToArray()),
        ];
    }

    private static async Task<ServiceProvider> OpenAsync(string connection, string prefix)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseStorage(options =>
        {
            options.ConnectionString = connection;
            options.NamePrefix = prefix;
        });
        ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StorageSetup>().EnsureCreatedAsync(CancellationToken.None);
        return provider;
    }

    private sealed record Batch(string Table, IReadOnlyList<TableTransactionAction> Actions);
}
