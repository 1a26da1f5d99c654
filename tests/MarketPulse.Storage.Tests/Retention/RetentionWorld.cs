using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Storage.Tests.Retention;

/// <summary>The real steps over tables of their own, on a clock that the test controls.</summary>
internal sealed class RetentionWorld : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _connection;
    private readonly string _prefix;

    private RetentionWorld(AzuriteFixture azurite, RetentionOptions options)
    {
        _connection = azurite.ConnectionString;
        _prefix = azurite.NewPrefix() + "r";
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(options);
        services.AddSingleton(new Watchlist([]));
        services.AddMarketPulsePipeline();
        services.AddMarketPulseStorage(storage =>
        {
            storage.ConnectionString = _connection;
            storage.NamePrefix = _prefix;
        });
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(Samples.Noon);

    public IArticleStore Articles => Get<IArticleStore>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RetentionWorld> OpenAsync(AzuriteFixture azurite, RetentionOptions options)
    {
        var world = new RetentionWorld(azurite, options);
        await world.Get<StorageSetup>().EnsureCreatedAsync(Cancel);
        return world;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Stores an article that was first seen now, with a verdict.</summary>
    public async Task AddAsync(Article article, bool isRelevant, bool isEvent = false)
    {
        Article seen = article with { FirstSeen = Clock.GetUtcNow() };
        await Articles.AddAsync(seen, Cancel);
        ArticleFacts facts = Samples.Facts(seen);
        await Articles.SaveVerdictAsync(
            seen.Id, facts with { Verdict = facts.Verdict with { IsRelevant = isRelevant, IsEvent = isEvent } }, Cancel);
    }

    public async Task<IReadOnlyDictionary<string, int>> ApplyAsync() =>
        (await Get<ApplyRetention>().RunAsync(Cancel)).ToDictionary(result => result.Data, result => result.Count);

    public async Task<StoredArticle> FindAsync(string id) => (await Articles.FindAsync(id, Cancel)).ShouldNotBeNull();

    public async Task<int> BlobsAsync() => await Texts.GetBlobsAsync(cancellationToken: Cancel).CountAsync(Cancel);

    /// <summary>Every row of every table and every text, unpacked, as one text each by table and key.</summary>
    public async Task<Dictionary<string, string>> DumpAsync()
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string table in StorageSetup.DataTables)
        {
            await foreach (TableEntity row in new TableClient(_connection, _prefix + table).QueryAsync<TableEntity>())
            {
                IEnumerable<string> columns = row.Where(column => column.Key is not ("odata.etag" or "Timestamp"))
                    .OrderBy(column => column.Key, StringComparer.Ordinal)
                    .Select(column => $"{column.Key}={Unpacked(column.Value)}");
                rows.Add($"{table} {row.PartitionKey} {row.RowKey}", string.Join('\n', columns));
            }
        }

        await foreach (BlobItem blob in Texts.GetBlobsAsync(cancellationToken: Cancel))
        {
            rows.Add(
                $"blob {blob.Name}",
                ArticleContent.UnpackText((await Texts.GetBlobClient(blob.Name).DownloadContentAsync(Cancel)).Value.Content.ToArray()));
        }

        return rows;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private BlobContainerClient Texts =>
        new(_connection, _prefix + "articles", new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05));

    private static string Unpacked(object? value) => value switch
    {
        byte[] and [0x1f, 0x8b, ..] bytes => ArticleContent.UnpackText(bytes),
        byte[] bytes => Convert.ToHexString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
