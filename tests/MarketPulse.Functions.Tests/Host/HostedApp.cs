using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Queues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Functions.Tests.StartUp;
using MarketPulse.Local.Azurite;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using MarketPulse.Testing.Functions;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>
/// The built Functions app in its own worker and on its own Azurite, because the triggers listen to queues without a prefix. Its settings
/// are those of the sample, except for the feeds: a folder of articles and a folder of prices of two instruments, and no network.
/// </summary>
public sealed class HostedApp : IAsyncLifetime
{
    public static readonly string[] Symbols = ["SPY", "FXI"];

    /// <summary>An article that the detector classifies as an event; both instruments have bars around it.</summary>
    public const string Article =
        """
        {"title":"China imposes a 34% tariff on all US goods","published":"2025-06-02T11:00:00Z",
         "source":"Wire","url":"https://news.example/tariff"}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("marketpulse-app-");
    private AzuriteServer _azurite = null!;
    private ServiceProvider _storage = null!;

    /// <summary>The host with the running app.</summary>
    public FunctionsHost Host { get; private set; } = null!;

    /// <summary>The settings it was started with.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        _storage = new ServiceCollection()
            .AddLogging()
            .AddMarketPulseStorage(options => options.ConnectionString = _azurite.ConnectionString)
            .BuildServiceProvider();
        WriteFiles();
        Settings = CreateSettings();
        Host = await StartAsync(Settings);
        await EndOfStartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        await (_storage?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_azurite?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }

    /// <summary>Starts the app again, in addition to the one that is running.</summary>
    public static Task<FunctionsHost> StartAsync(IReadOnlyDictionary<string, string> settings) =>
        FunctionsHost.StartAsync(new FunctionsHostOptions { AppFolder = AppFolders.FunctionsApp, Settings = settings });

    /// <summary>A store on the app's storage.</summary>
    public T Store<T>()
        where T : class => _storage.GetRequiredService<T>();

    /// <summary>A queue of the app's storage, with messages as sent.</summary>
    public QueueClient Queue(string name) => new(_azurite.ConnectionString, name);

    /// <summary>A client with the function key.</summary>
    public HttpClient CreateClient() => Host.CreateClient(Host.FunctionKey);

    /// <summary>Stores the prices of both instruments.</summary>
    public async Task PollPricesAsync() => (await Host.RunTimer("PollPrices").WaitAsync()).ShouldBe(Succeeded);

    /// <summary>Sends an article to the app.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SubmitAsync(string article = Article)
    {
        using HttpClient client = CreateClient();
        using var body = new StringContent(article, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/api/articles", UriKind.Relative), body);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>The result of a successful invocation.</summary>
    public static InvocationResult Succeeded { get; } = new(InvocationStatus.Succeeded, "");

    /// <summary>Delivers every message that is due for a queue function.</summary>
    public async Task<IReadOnlyList<QueueDelivery>> DrainAsync(string function)
    {
        IReadOnlyList<QueueDelivery> deliveries = await QueueListener.For(Host, function).DrainAsync();
        deliveries.ShouldAllBe(delivery => delivery.Result == Succeeded);
        return deliveries;
    }

    /// <summary>All stored events.</summary>
    public async Task<IReadOnlyList<TradeEvent>> EventsAsync() => await Store<IEventStore>()
        .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: true, CancellationToken.None)
        .ToListAsync();

    /// <summary>The dead letters of a queue.</summary>
    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(string queue) =>
        await Store<IDeadLetters>().ListAsync(queue, CancellationToken.None).ToListAsync();

    /// <summary>The functions are loaded before the app has created its tables and queues; the first invocation waits for that.</summary>
    private async Task EndOfStartAsync()
    {
        using HttpClient client = Host.CreateClient();
        using HttpResponseMessage health = await client.GetAsync(new Uri("/health", UriKind.Relative));
        health.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    private Dictionary<string, string> CreateSettings() => new(AppSettings.SampleOn(_azurite.ConnectionString), StringComparer.Ordinal)
    {
        ["Feeds__UseDefaults"] = "false",
        ["Feeds__News__inbox__Kind"] = "folder",
        ["Feeds__News__inbox__Path"] = Path.Combine(_folder.FullName, "news"),
        ["Feeds__Prices__files__Kind"] = "folder",
        ["Feeds__Prices__files__Path"] = Path.Combine(_folder.FullName, "prices"),
        ["Watchlist__Path"] = Path.Combine(_folder.FullName, "watchlist.json"),
    };

    private void WriteFiles()
    {
        File.WriteAllText(Path.Combine(_folder.CreateSubdirectory("news").FullName, "articles.jsonl"),
            """{"id":"a","title":"EU threatens a 25% tariff on US cars","published":"2025-06-05T09:00:00Z","source":"Wire"}""");
        string prices = _folder.CreateSubdirectory("prices").FullName;
        foreach (string symbol in Symbols)
        {
            IEnumerable<string> rows = PipelineInMemory.History(symbol).Bars
                .Select(bar => string.Create(CultureInfo.InvariantCulture, $"{bar.Date:yyyy-MM-dd},{bar.Close:R}"));
            File.WriteAllLines(Path.Combine(prices, symbol + ".csv"), ["Date,Close", .. rows]);
        }

        File.WriteAllText(Path.Combine(_folder.FullName, "watchlist.json"),
            """
            {"instruments":[
              {"symbol":"SPY","name":"S&P 500","asset_class":"equity_index","venue":"XNYS","currency":"USD","benchmark":null,"tags":[]},
              {"symbol":"FXI","name":"China","asset_class":"equity_index","venue":"XNYS","currency":"USD","benchmark":"SPY","tags":["cn"]}]}
            """);
    }
}
