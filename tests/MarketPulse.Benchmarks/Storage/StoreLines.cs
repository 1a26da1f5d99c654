using System.Diagnostics;
using Azure.Data.Tables;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Pipeline;
using MarketPulse.Local.Azurite;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Storage;

/// <summary>
/// The fact rows of two dozen events on 41 instruments into an empty Azurite, event by event and four events at a time, as the pipeline stores them. The
/// baseline sends the same rows of each event as bare transactions under the same guard (no such row may exist), with nothing to read and nothing to decide.
/// </summary>
internal sealed class StoreLines : QuickGroup
{
    private const int Rounds = 3, EventsAtOnce = 4, RequestsAtOnce = 8, RowsPerBatch = 100;
    private static readonly string[] Tables = [TableNames.ImpactScores, TableNames.InstrumentScores, TableNames.AbnormalReturns];

    public override IReadOnlyList<string> Names { get; } = ["store.rate", "store.bare", "store.ratio"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        (double store, double bare) = MeasureAsync().GetAwaiter().GetResult();
        yield return new QuickLine("store.rate", store, "rows/s");
        yield return new QuickLine("store.bare", bare, "rows/s");
        yield return new QuickLine("store.ratio", store / bare, "times store.bare");
    }

    private static async Task<(double Store, double Bare)> MeasureAsync()
    {
        IReadOnlyList<EventScores> facts = SampleFacts.Score();
        List<Batch[]> batches = await ReadBatchesAsync(facts);
        double rows = batches.Sum(ofEvent => ofEvent.Sum(batch => batch.Actions.Count));
        double store = double.PositiveInfinity, bare = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            store = Math.Min(store, await OnEmptyAzuriteAsync(connection => StoreAsync(connection, facts)));
            bare = Math.Min(bare, await OnEmptyAzuriteAsync(connection => SendAsync(connection, batches)));
        }

        return (rows / store, rows / bare);
    }

    private static async Task<double> OnEmptyAzuriteAsync(Func<string, Task<double>> measure)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        return await measure(azurite.ConnectionString);
    }

    private static async Task<double> StoreAsync(string connection, IReadOnlyList<EventScores> facts)
    {
        await using ServiceProvider services = await OpenAsync(connection);
        var scores = services.GetRequiredService<IScoreStore>();
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            facts,
            new ParallelOptions { MaxDegreeOfParallelism = EventsAtOnce },
            async (ofEvent, token) => await scores.SaveAsync(ofEvent.Scores, ofEvent.Paths, token));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> SendAsync(string connection, List<Batch[]> batches)
    {
        await using ServiceProvider services = await OpenAsync(connection);
        var service = new TableServiceClient(connection);
        Dictionary<string, TableClient> tables = Tables.ToDictionary(name => name, service.GetTableClient);
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

    /// <summary>Stores the facts once and reads back what rows they become: of each event, in transactions as full as one event's rows fill them.</summary>
    private static async Task<List<Batch[]>> ReadBatchesAsync(IReadOnlyList<EventScores> facts)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        await StoreAsync(azurite.ConnectionString, facts);
        var rows = new List<(string Table, TableEntity Row)>();
        foreach (string table in Tables)
        {
            await foreach (TableEntity row in new TableClient(azurite.ConnectionString, table).QueryAsync<TableEntity>())
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
                .Select(chunk => new Batch(chunk[0].Table, [.. chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Add, row.Row))]))
                .ToArray()),
        ];
    }

    private static async Task<ServiceProvider> OpenAsync(string connection)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseStorage(options => options.ConnectionString = connection);
        ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StorageSetup>().EnsureCreatedAsync(CancellationToken.None);
        return provider;
    }

    private sealed record Batch(string Table, IReadOnlyList<TableTransactionAction> Actions);
}
