using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Serving;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Faults.Secrets;

/// <summary>The whole server with marked keys, against sources and a receiver of alerts that repeat theirs and a storage that refuses one: no key turns up in what is logged, traced, measured, answered or stored.</summary>
internal sealed class SecretsKept : Scenario
{
    private const string Prefix = "kept";
    private const string WatchlistJson =
        """
        {"instruments":[
          {"symbol":"EEM","name":"a","asset_class":"equity_index","venue":"XNYS","currency":"USD","benchmark":"SPY","tags":["cn"]},
          {"symbol":"FXI","name":"b","asset_class":"equity_index","venue":"XNYS","currency":"USD","benchmark":"SPY","tags":["cn"],"aliases":{"tiingo":""}},
          {"symbol":"SPY","name":"c","asset_class":"equity_index","venue":"XNYS","currency":"USD","benchmark":null,"tags":[]}]}
        """;

    private static readonly string[] Targets =
    [
        "/", "/health", "/api/health", "/api/events", "/api/scores", "/api/instruments", "/api/data-status", "/api/heat-map", "/api/openapi.json", "/api/contract", "/api/nothing",
        "/api/scores?min_score=x", "/api/scores?format=csv", "/odata/$metadata", "/odata/impactscores", "/odata/nothing", "/assets/../appsettings.json",
    ];

    public override string Name => "secrets";

    public override async Task<Outcome> RunAsync(bool full, Action<string> report, CancellationToken cancellationToken)
    {
        var markers = new Markers();
        string account = markers.Add("storage key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        string web = markers.Add("access key");
        string tiingo = markers.Add("Tiingo key");
        string alpha = markers.Add("Alpha Vantage key");
        string hook = markers.Add("webhook address");
        string sign = markers.Add("signing key");
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions { AccountKey = account }, cancellationToken);
        await using EchoingHost sources = await EchoingHost.StartAsync(cancellationToken);
        using var telemetry = new CapturedTelemetry(markers);
        string watchlist = Path.GetTempFileName();
        await File.WriteAllTextAsync(watchlist, WatchlistJson, cancellationToken);
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Storage:ConnectionString"] = azurite.ConnectionString,
            ["Storage:NamePrefix"] = Prefix,
            ["Watchlist:Path"] = watchlist,
            ["Feeds:UseDefaults"] = "false",
            ["Feeds:AllowLoopback"] = "true",
            ["Feeds:Retries"] = "0",
            ["Feeds:News:wire:Kind"] = "rss",
            ["Feeds:News:wire:Url"] = sources.Address + "rss",
            ["Feeds:Prices:tiingo:Kind"] = "tiingo",
            ["Feeds:Prices:tiingo:Url"] = sources.Address,
            ["Feeds:Prices:tiingo:KeySetting"] = "TIINGO_KEY",
            ["Feeds:Prices:alpha:Kind"] = "alpha_vantage",
            ["Feeds:Prices:alpha:Url"] = sources.Address,
            ["Feeds:Prices:alpha:KeySetting"] = "ALPHA_KEY",
            ["TIINGO_KEY"] = tiingo,
            ["ALPHA_KEY"] = alpha,
            ["Web:Key"] = web,
            ["HOOK"] = $"{sources.Address}hook/{hook}?sig={hook}",
            ["SIGN"] = sign,
            ["Alerts:AllowLoopback"] = "true",
            ["Alerts:Webhooks:desk:UrlSetting"] = "HOOK",
            ["Alerts:Webhooks:desk:KeySetting"] = "SIGN",
            ["Alerts:Rules:any:Kind"] = "event",
            ["Alerts:Rules:any:Webhook"] = "desk",
        };
        foreach (string step in new[] { "PollNews", "PollPrices", "Heartbeat", "RefreshDimensions", "SummarizeSensitivity" })
        {
            settings[$"{step}Schedule"] = "*/2 * * * * *";
        }

        var lost = new List<string>();
        await using (LocalServer server = await LocalServer.StartAsync(settings, 0, cancellationToken, services => services.AddLogging(logging => logging.AddProvider(telemetry).SetMinimumLevel(LogLevel.Trace))))
        {
            await server.Services.GetRequiredService<IPriceStore>().MergeAsync(World.History("SPY"), cancellationToken);
            using var client = new HttpClient { BaseAddress = server.Address };
            foreach (string key in new[] { web, "wrong", "" })
            {
                await AskAsync(client, key, markers, cancellationToken);
            }

            report("the server has answered");
            lost.AddRange(await UntilPolledAsync(server, sources, cancellationToken));
        }

        await TryWrongKeyAsync(azurite.ConnectionString, account, markers, telemetry, cancellationToken);
        int rows = await SearchStorageAsync(azurite.ConnectionString, markers, cancellationToken);
        File.Delete(watchlist);
        lost.AddRange(markers.Leaks);
        return new Outcome(string.Create(CultureInfo.InvariantCulture, $"{markers.Summary}: logs, spans, metrics, {Targets.Length * 3} answers, errors, {rows} rows, messages and blobs"), lost);
    }

    private static async Task AskAsync(HttpClient client, string key, Markers markers, CancellationToken cancellationToken)
    {
        foreach (string target in Targets)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(target, UriKind.Relative));
            request.Headers.Add("x-functions-key", key);
            using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
            markers.Search($"the answer to {target}", await answer.Content.ReadAsStringAsync(cancellationToken));
            markers.Search($"the headers of the answer to {target}", answer.Headers + " " + answer.Content.Headers);
        }

        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/articles", UriKind.Relative)) { Content = JsonContent.Create(new { title = "x" }) };
        post.Headers.Add("x-functions-key", key);
        using HttpResponseMessage refused = await client.SendAsync(post, cancellationToken);
        markers.Search("the answer to a submission", await refused.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Waits until the article is an event and every kind of refusal was met.</summary>
    private static async Task<IReadOnlyList<string>> UntilPolledAsync(LocalServer server, EchoingHost sources, CancellationToken cancellationToken)
    {
        IEventStore events = server.Services.GetRequiredService<IEventStore>();
        for (int waits = 0; waits < 600; waits++)
        {
            bool found = await events.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken).AnyAsync(cancellationToken);
            if (found && sources.Asked >= 3 && sources.Alerted >= 2)
            {
                return [];
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        return [string.Create(CultureInfo.InvariantCulture, $"the feeds were not polled, or no alert was sent: {sources.Asked} requests with a key, {sources.Alerted} alerts")];
    }

    /// <summary>What a storage says that is given the wrong key, the right one's account beside it.</summary>
    private static async Task TryWrongKeyAsync(string connection, string account, Markers markers, CapturedTelemetry telemetry, CancellationToken cancellationToken)
    {
        string wrong = markers.Add("wrong storage key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(telemetry).SetMinimumLevel(LogLevel.Trace));
        services.AddMarketPulseStorage(options => (options.ConnectionString, options.NamePrefix) = (connection.Replace(account, wrong, StringComparison.Ordinal), Prefix));
        await using ServiceProvider provider = services.BuildServiceProvider();
        foreach (Func<Task> use in new Func<Task>[]
        {
            () => provider.GetRequiredService<IArticleStore>().FindAsync("0123456789abcdef", cancellationToken),
            () => provider.GetRequiredService<IWorkReceiver>().CountAsync(QueueNames.Articles, cancellationToken),
            () => provider.GetRequiredService<IClusterLease>().AcquireAsync(cancellationToken),
        })
        {
            try
            {
                await use();
                throw new InvalidOperationException("A storage took the wrong key, so this shows nothing.");
            }
            catch (RequestFailedException e)
            {
                markers.Search("a storage error", e.ToString());
            }
        }
    }

    private static async Task<int> SearchStorageAsync(string connection, Markers markers, CancellationToken cancellationToken)
    {
        int searched = 0;
        var tables = new TableServiceClient(connection);
        await foreach (Azure.Data.Tables.Models.TableItem table in tables.QueryAsync(cancellationToken: cancellationToken))
        {
            await foreach (TableEntity row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            {
                searched++;
                foreach ((string column, object? value) in row)
                {
                    markers.Search($"the column {column} of {table.Name}", value is byte[] bytes ? System.Text.Encoding.Latin1.GetString(bytes) : value?.ToString());
                }
            }
        }

        var queues = new QueueServiceClient(connection, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_11_05));
        await foreach (Azure.Storage.Queues.Models.QueueItem queue in queues.GetQueuesAsync(cancellationToken: cancellationToken))
        {
            foreach (Azure.Storage.Queues.Models.PeekedMessage message in (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32, cancellationToken)).Value)
            {
                searched++;
                markers.Search($"a message of {queue.Name}", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString())));
            }
        }

        var blobs = new BlobServiceClient(connection, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05));
        await foreach (Azure.Storage.Blobs.Models.BlobContainerItem container in blobs.GetBlobContainersAsync(cancellationToken: cancellationToken))
        {
            BlobContainerClient client = blobs.GetBlobContainerClient(container.Name);
            await foreach (Azure.Storage.Blobs.Models.BlobItem blob in client.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                searched++;
                markers.Search($"a blob of {container.Name}", (await client.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken)).Value.Content.ToString());
            }
        }

        return searched;
    }
}
