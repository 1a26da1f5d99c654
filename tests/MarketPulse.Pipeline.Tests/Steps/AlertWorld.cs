using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>The real steps with stores in memory, with rules and a webhook that responds as the test specifies.</summary>
internal sealed class AlertWorld : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public AlertWorld(params AlertRule[] rules)
        : this(rules, _ => { })
    {
    }

    public AlertWorld(AlertRule[] rules, Action<IServiceCollection> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddMarketPulseInMemoryStorage(queues =>
        {
            queues.Retries = RetryPolicy.StorageQueue with { MaxDeliveries = 3, FirstDelay = TimeSpan.FromMilliseconds(1) };
        });
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist(
            [new Instrument { Symbol = "SPY" }, new Instrument { Symbol = "FXI", Benchmark = "SPY", Tags = ["cn"] }]));
        services.AddSingleton(new AlertRules(rules, new Uri("https://pulse.example/")));
        services.AddSingleton<IWebhook>(Webhook);
        configure(services);
        _services = services.BuildServiceProvider();
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 6, 2, 12, 5, 0, TimeSpan.Zero));

    public ScriptedWebhook Webhook { get; } = new();

    public IAlertStore Alerts => Get<IAlertStore>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Stores an article and runs detection on its message; returns the event.</summary>
    public async Task<TradeEvent> DetectAsync(
        string title = "US imposes 25% tariff on Chinese goods", string published = "2025-06-02T12:00Z")
    {
        DateTimeOffset time = DateTimeOffset.Parse(published, System.Globalization.CultureInfo.InvariantCulture);
        var article = new Article
        {
            Id = ArticleIdentity.Create(null, title, "", DateOnly.FromDateTime(time.UtcDateTime)),
            Feed = "test",
            Title = title,
            Url = "https://news.example/1",
            Published = time,
        };
        await Get<IArticleStore>().AddAsync(article, Cancel);
        await Get<DetectEvents>().RunAsync(WorkMessage.ForArticle(article).Body, Cancel);
        return await Get<IEventStore>().ReadAsync(time, time.AddSeconds(1), includeSuperseded: false, Cancel).SingleAsync(Cancel);
    }

    public Task ScoreAsync(TradeEvent tradeEvent) => Get<ScoreEvent>().RunAsync(WorkMessage.ForScore(tradeEvent, null, null).Body, Cancel);

    public Task<long> WaitingAsync() => Get<IWorkReceiver>().CountAsync(QueueNames.Alerts, Cancel);

    public async Task<Alert> AlertAsync(string rule) => await Alerts.ReadAsync(rule, Cancel).SingleAsync(Cancel);

    /// <summary>Sends a queued alert, as its message in the queue would.</summary>
    public async Task SendAsync(string rule) => await Get<SendAlert>().RunAsync(WorkMessage.ForAlert(await AlertAsync(rule)).Body, Cancel);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>Responds as specified, and keeps the alerts that it received.</summary>
internal sealed class ScriptedWebhook : IWebhook
{
    public string Name => "desk";

    public int PerHour { get; set; } = 100;

    public List<AlertContent> Sent { get; } = [];

    public Func<AlertContent, WebhookAnswer> Answer { get; set; } =
        static _ => new WebhookAnswer(WebhookResult.Taken, "Taken.") { Status = 200 };

    /// <summary>Awaited before each response.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    public async Task<WebhookAnswer> SendAsync(AlertContent content, CancellationToken cancellationToken)
    {
        Sent.Add(content);
        await Until.WaitAsync(cancellationToken);
        return Answer(content);
    }
}
