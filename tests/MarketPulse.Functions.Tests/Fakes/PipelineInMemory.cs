using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using MarketPulse.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.Fakes;

/// <summary>The real steps, which the triggers call, with stores in memory.</summary>
internal sealed class PipelineInMemory : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public PipelineInMemory(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostApplicationLifetime, ApplicationLifetime>(); // part of every host
        services.AddSingleton<TimeProvider>(Clock);
        services.AddMarketPulseInMemoryStorage();
        services.AddMarketPulsePipeline();
        services.AddMarketPulseWeb();
        services.AddSingleton(new Watchlist([new Instrument { Symbol = "SPY" }, new Instrument { Symbol = "FXI", Benchmark = "SPY" }]));
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 6, 20, 12, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _services;

    public IEventStore Events => Get<IEventStore>();

    public IScoreStore Scores => Get<IScoreStore>();

    public T Get<T>()
        where T : class => _services.GetRequiredService<T>();

    /// <summary>
    /// Stores an article with a verdict, like PollNews and the detector; returns the message that names it.
    /// </summary>
    public async Task<OutgoingMessage> StoreEventArticleAsync(string title = "US raises tariffs on China", string day = "2025-06-02")
    {
        DateTimeOffset published = DateTimeOffset.Parse(day + "T11:00Z", System.Globalization.CultureInfo.InvariantCulture);
        var article = new Article
        {
            Id = ArticleIdentity.Create(null, title, "", DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = "test",
            Title = title,
            Published = published,
        };
        await Get<IArticleStore>().AddAsync(article, CancellationToken.None);
        await Get<IArticleStore>().SaveVerdictAsync(article.Id, ArticleFacts.FromVerdict(article, Verdict), CancellationToken.None);
        return WorkMessage.ForArticle(article);
    }

    /// <summary>Bars of both instruments for 150 business days up to 2025-06-13.</summary>
    public async Task StorePricesAsync()
    {
        foreach (string symbol in new[] { "SPY", "FXI" })
        {
            await Get<IPriceStore>().MergeAsync(History(symbol), CancellationToken.None);
        }
    }

    public static PriceHistory History(string symbol)
    {
        var random = new Random(symbol.Length + symbol[0]);
        double price = 100;
        return new PriceHistory
        {
            Symbol = symbol,
            Bars =
            [
                .. Enumerable.Range(0, 280).Select(i => new DateOnly(2024, 9, 6).AddDays(i))
                    .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                    .Select(date => PriceBar.OfClose(date, price *= 1 + (0.02 * (random.NextDouble() - 0.5)))),
            ],
        };
    }

    public async Task<IReadOnlyList<TradeEvent>> ReadEventsAsync() =>
        await Events.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: true, CancellationToken.None)
            .ToListAsync();

    /// <summary>Every score row as text, without the columns that record when it was written.</summary>
    public async Task<IReadOnlyList<string>> ReadScoresAsync() =>
    [
        .. (await Scores.QueryAsync(new ScoreQuery(), CancellationToken.None).ToListAsync()).Select(score => string.Join(
            ';',
            RowSchema.Of<ImpactScore>().Columns
                .Where(column => column.Name != "modifiedutc")
                .Select(column => $"{column.Name}={column.Read(score)}"))),
    ];

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    public static ArticleVerdict Verdict { get; } = new()
    {
        Relevance = 1,
        IsRelevant = true,
        IsEvent = true,
        Reason = "development",
        Stance = Stance.Escalation,
        Intensity = 50,
        Certainty = Certainty.Announced,
        Measures = ["tariff"],
        Actors = ["CN", "US"],
        Pairs = ["US-CN"],
        LexiconVersion = "test",
    };
}
