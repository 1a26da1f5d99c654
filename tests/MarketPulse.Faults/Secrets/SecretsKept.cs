using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
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

/// <summary>
/// The whole server runs with marked keys against sources and a receiver of alerts that echo theirs, and against storage that rejects one.
/// No key may appear in logs, spans, metrics, responses or storage.
/// </summary>
internal sealed class SecretsKept : Scenario
{
    private const string Prefix = "kept";
    private const string WatchlistJson =
        """
        {"instruments":[
          {"symbol":"EEM","name":"a","asset_class":"equity_index","venue":"XNYS","currency":"USD","benchmark":"SPY","tags":["cn"]},
          {"symbol":"FXI","name":"b","asset_class":"equity_index","venue":"XNYS","currency":"USD","benchmark":"SPY","tags":["cn"],
           "aliases":{"tiingo":""}},
          {"symbol":"SPY","name":"c","asset_class":"equity_index","venue":"XNYS","currency":"USD","benchmark":null,"tags":[]}]}
        """;

    private static readonly string[] Targets =
    [
        "/", "/health", "/api/health", "/api/events", "/api/scores", "/api/instruments", "/api/data-status", "/api/heat-map",
        "/api/openapi.json", "/api/contract", "/api/nothing", "/api/scores?min_score=x", "/api/scores?format=csv",
        "/odata/$metadata", "/odata/impactscores", "/odata/nothing", "/assets/../appsettings.json",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string Name => "secrets";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        var markers = new Markers();
        string account = markers.Add("storage key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        string web = markers.Add("access key");
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions { AccountKey = account }, cancellationToken);
        await using EchoingHost sources = await EchoingHost.StartAsync(cancellationToken);
        using var telemetry = new CapturedTelemetry(markers);
        string watchlist = Path.GetTempFileName();
        await File.WriteAllTextAsync(watchlist, WatchlistJson, cancellationToken);
        Dictionary<string, string?> settings = Settings(markers, sources.Address);
        settings["Storage:ConnectionString"] = azurite.ConnectionString;
        settings["Watchlist:Path"] = watchlist;
        settings["Web:Key"] = web;
        var lost = new List<string>();
        await using (LocalServer server = await LocalServer.StartAsync(
            settings,
            0,
            cancellationToken,
            services => services.AddLogging(logging => logging.AddProvider(telemetry).SetMinimumLevel(LogLevel.Trace))))
        {
            await server.Services.GetRequiredService<IPriceStore>().MergeAsync(World.History("SPY"), cancellationToken);
            using var client = new HttpClient { BaseAddress = server.Address };
            foreach (string key in new[] { web, "wrong", "" })
            {
                await RequestAsync(client, key, markers, cancellationToken);
            }

            report("the server has answered");
            try
            {
                await sources.AllRejectionsMet.WaitAsync(Patience, cancellationToken);
            }
            catch (TimeoutException)
            {
                lost.Add(FormattableString.Invariant(
                    $"the feeds were not polled, or no alert was sent: {sources.Requests} requests with a key, {sources.Alerts} alerts"));
            }
        }

        await TryWrongKeyAsync(azurite.ConnectionString, account, markers, telemetry, cancellationToken);
        int rows = await SearchStorageAsync(azurite.ConnectionString, markers, cancellationToken);
        File.Delete(watchlist);
        lost.AddRange(markers.Leaks);
        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{markers.Summary}: logs, spans, metrics, {Targets.Length * 3} answers, errors, {rows} rows, messages and blobs");
        return new Outcome(tried, lost);
    }

    /// <summary>
    /// Settings of a server whose feeds and webhook are served by one host and have marked keys, and whose timers fire all the time.
    /// </summary>
    private static Dictionary<string, string?> Settings(Markers markers, string host)
    {
        string hook = markers.Add("webhook address");
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Storage:NamePrefix"] = Prefix,
            ["Feeds:UseDefaults"] = "false",
            ["Feeds:AllowLoopback"] = "true",
            ["Feeds:Retries"] = "0",
            ["Feeds:News:wire:Kind"] = "rss",
            ["Feeds:News:wire:Url"] = host + "rss",
            ["Feeds:Prices:tiingo:Kind"] = "tiingo",
            ["Feeds:Prices:tiingo:Url"] = host,
            ["Feeds:Prices:tiingo:KeySetting"] = "TIINGO_KEY",
            ["Feeds:Prices:alpha:Kind"] = "alpha_vantage",
            ["Feeds:Prices:alpha:Url"] = host,
            ["Feeds:Prices:alpha:KeySetting"] = "ALPHA_KEY",
            ["TIINGO_KEY"] = markers.Add("Tiingo key"),
            ["ALPHA_KEY"] = markers.Add("Alpha Vantage key"),
            ["HOOK"] = $"{host}hook/{hook}?sig={hook}",
            ["SIGN"] = markers.Add("signing key"),
            ["Alerts:AllowLoopback"] = "true",
            ["Alerts:Webhooks:desk:UrlSetting"] = "HOOK",
            ["Alerts:Webhooks:desk:KeySetting"] = "SIGN",
            ["Alerts:Rules:any:Kind"] = "event",
            ["Alerts:Rules:any:Webhook"] = "desk",
        };
        foreach (string step in
            new[] { "PollNews", "PollPrices", "Heartbeat", "RefreshDimensions", "SummarizeSensitivity", "ApplyRetention" })
        {
            settings[$"{step}Schedule"] = "*/2 * * * * *";
        }

        return settings;
    }

    private static async Task RequestAsync(HttpClient client, string key, Markers markers, CancellationToken cancellationToken)
    {
        foreach (string target in Targets)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(target, UriKind.Relative));
            request.Headers.Add("x-functions-key", key);
            using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
            markers.Search($"the response to {target}", await answer.Content.ReadAsStringAsync(cancellationToken));
            markers.Search($"the headers of the response to {target}", answer.Headers + " " + answer.Content.Headers);
        }

        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/articles", UriKind.Relative));
        post.Content = JsonContent.Create(new { title = "x" });
        post.Headers.Add("x-functions-key", key);
        using HttpResponseMessage refused = await client.SendAsync(post, cancellationToken);
        markers.Search("the response to a submission", await refused.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <summary>Uses storage with a wrong key of the right account, and searches the errors.</summary>
    private static async Task TryWrongKeyAsync(
        string connection, string account, Markers markers, CapturedTelemetry telemetry, CancellationToken cancellationToken)
    {
        string wrong = markers.Add("wrong storage key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(telemetry).SetMinimumLevel(LogLevel.Trace));
        services.AddMarketPulseStorage(options =>
        {
            options.ConnectionString = connection.Replace(account, wrong, StringComparison.Ordinal);
            options.NamePrefix = Prefix;
        });
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
                throw new InvalidOperationException("Storage accepted a wrong key, so this scenario shows nothing.");
            }
            catch (RequestFailedException e)
            {
                markers.Search("a storage error", e.ToString());
            }
        }
    }

    /// <summary>Searches all tables, queues and blobs.</summary>
    /// <returns>Number of rows, messages and blobs.</returns>
    private static async Task<int> SearchStorageAsync(string connection, Markers markers, CancellationToken cancellationToken) =>
        await SearchTablesAsync(new TableServiceClient(connection), markers, cancellationToken)
        + await SearchQueuesAsync(
            new QueueServiceClient(connection, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_11_05)),
            markers,
            cancellationToken)
        + await SearchBlobsAsync(
            new BlobServiceClient(connection, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05)),
            markers,
            cancellationToken);

    private static async Task<int> SearchTablesAsync(TableServiceClient tables, Markers markers, CancellationToken cancellationToken)
    {
        int rows = 0;
        await foreach (TableItem table in tables.QueryAsync(cancellationToken: cancellationToken))
        {
            TableClient client = tables.GetTableClient(table.Name);
            await foreach (TableEntity row in client.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            {
                rows++;
                foreach ((string column, object? value) in row)
                {
                    string? text = value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : value?.ToString();
                    markers.Search($"the column {column} of {table.Name}", text);
                }
            }
        }

        return rows;
    }

    private static async Task<int> SearchQueuesAsync(QueueServiceClient queues, Markers markers, CancellationToken cancellationToken)
    {
        int messages = 0;
        await foreach (QueueItem queue in queues.GetQueuesAsync(cancellationToken: cancellationToken))
        {
            QueueClient client = queues.GetQueueClient(queue.Name);
            foreach (PeekedMessage message in (await client.PeekMessagesAsync(32, cancellationToken)).Value)
            {
                messages++;
                string text = Encoding.UTF8.GetString(Convert.FromBase64String(message.Body.ToString()));
                markers.Search($"a message of {queue.Name}", text);
            }
        }

        return messages;
    }

    private static async Task<int> SearchBlobsAsync(BlobServiceClient blobs, Markers markers, CancellationToken cancellationToken)
    {
        int found = 0;
        await foreach (BlobContainerItem container in blobs.GetBlobContainersAsync(cancellationToken: cancellationToken))
        {
            BlobContainerClient client = blobs.GetBlobContainerClient(container.Name);
            await foreach (BlobItem blob in client.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                found++;
                BinaryData content = (await client.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken)).Value.Content;
                markers.Search($"a blob of {container.Name}", content.ToString());
            }
        }

        return found;
    }
}
