using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Faults.Running;
using MarketPulse.Local.Azurite;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Load;

/// <summary>
/// Scores many events on many instruments through queues and tables of Azurite. Azurite becomes slower as it fills, so the rate is reported
/// together with that of bare batches of the same rows.
/// </summary>
internal sealed class PipelineOnAzurite : Scenario
{
    private const string Prefix = "load";
    private const int MostInBatch = 100, Sampled = 500;

    public override string Name => "load on Azurite";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        (int events, int instruments) = size == RunSize.Full ? (100, 100) : (10, 20);
        Instrument[] watchlist = LoadWorld.Instruments(instruments);
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseStorage(options => (options.ConnectionString, options.NamePrefix) = (azurite.ConnectionString, Prefix));
        services.TrackPendingWork();
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist(watchlist));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StorageSetup>().EnsureCreatedAsync(cancellationToken);
        for (int i = 0; i < instruments; i++)
        {
            await provider.GetRequiredService<IPriceStore>().MergeAsync(LoadWorld.History(i), cancellationToken);
        }

        TradeEvent[] found = LoadWorld.Events(events, TimeSpan.FromDays(2));
        await provider.GetRequiredService<IEventStore>().SaveAsync(found, cancellationToken);
        long begun = Stopwatch.GetTimestamp();
        PendingWork pending = provider.GetRequiredService<PendingWork>();
        await pending.SendAsync(QueueNames.Scores, [.. found.Select(e => WorkMessage.ForScore(e, null, null))], cancellationToken);
        await pending.PumpAsync(
            provider.GetRequiredService<QueuedSteps>(), provider.GetRequiredService<IWorkReceiver>(), cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        long memory = Environment.WorkingSet / (1024 * 1024);
        var lost = new List<string>();
        long rows = 0;
        int expected = events * instruments * 3;
        var counted = new Dictionary<string, int>
        {
            ["impactscores"] = expected,
            ["instrumentscores"] = expected,

            // The first instrument is the benchmark, which has no path.
            ["abnormalreturns"] = events * (instruments - 1),
            ["scorelog"] = expected,
        };
        double bare = 0;
        foreach ((string table, int complete) in counted)
        {
            var client = new TableClient(azurite.ConnectionString, Prefix + table);
            List<TableEntity> stored = await client
                .QueryAsync<TableEntity>(select: ["PartitionKey", "count"], cancellationToken: cancellationToken)
                .ToListAsync(cancellationToken);
            List<string> partitions = [.. stored.Select(row => row.PartitionKey)];
            rows += partitions.Count;

            // A row of the log holds several scores.
            int count = stored.Sum(row => row.GetInt32("count") ?? 1);
            bare += await BareSecondsAsync(client, partitions, cancellationToken);
            if (count != complete)
            {
                lost.Add(string.Create(CultureInfo.InvariantCulture, $"{table} has {count} of {complete}"));
            }
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{events} events x {instruments} instruments x 3 windows: {rows} rows, {rows / seconds:0} a second "
            + $"({bare / seconds:0.00} of bare batches at the end), {memory} MB");
        return new Outcome(tried, lost);
    }

    /// <summary>
    /// Estimates how many seconds bare batches of as many rows would take, by rewriting some hundreds of rows of the fullest partition.
    /// Azurite searches a partition for each row, so batches into an empty table would be too fast for a comparison.
    /// </summary>
    private static async Task<double> BareSecondsAsync(TableClient table, List<string> partitions, CancellationToken cancellationToken)
    {
        string fullest = partitions.CountBy(partition => partition).MaxBy(partition => partition.Value).Key;
        List<TableEntity> rows = await table
            .QueryAsync<TableEntity>($"PartitionKey eq '{fullest}'", cancellationToken: cancellationToken)
            .Take(Sampled)
            .ToListAsync(cancellationToken);
        long begun = Stopwatch.GetTimestamp();
        foreach (TableEntity[] batch in rows.Chunk(MostInBatch))
        {
            await table.SubmitTransactionAsync(
                batch.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);
        }

        return Stopwatch.GetElapsedTime(begun).TotalSeconds * partitions.Count / rows.Count;
    }
}
