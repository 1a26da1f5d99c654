using System.Diagnostics;
using System.Globalization;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Azurite;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Pipeline;

/// <summary>
/// Time from queueing an article until the analogues of its event are stored, on Azurite with 1,000 past events and two years of bars of 50
/// instruments. Articles arrive one at a time, and the queues are read as by <c>marketpulse serve</c>.
/// </summary>
internal sealed class LatencyLines : QuickGroup
{
    private const int PastEvents = 1000, Instruments = 50, Bars = 500, Articles = 100;

    // Further apart than the reach of an event, so that no article causes earlier events to be rescored.
    private static readonly TimeSpan Apart = TimeSpan.FromDays(17);
    private static readonly string[] Countries =
    [
        "China", "Japan", "Mexico", "Canada", "India", "Brazil", "Vietnam", "Switzerland", "Taiwan", "South Korea", "Indonesia", "Thailand",
        "Malaysia", "Australia", "Russia", "Turkey", "South Africa", "Britain", "Norway", "Argentina", "Chile", "Israel", "Singapore",
        "Philippines", "New Zealand",
    ];

    private static readonly string[] Acts =
    [
        "US imposes 25% tariff on all goods from {0}",
        "US bans exports of advanced chips to {0}",
        "US imposes sanctions on state banks of {0}",
        "US and {0} sign trade deal",
    ];

    public override IReadOnlyList<string> Names { get; } = ["latency.event", "latency.median", "latency.slowest"];

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        double[] seconds = [.. MeasureAsync().GetAwaiter().GetResult().Order()];
        yield return new QuickLine("latency.event", seconds[^2] * 1000, "ms, the 99th percentile of 100 articles");
        yield return new QuickLine("latency.median", seconds[seconds.Length / 2] * 1000, "ms");
        yield return new QuickLine("latency.slowest", seconds[^1] * 1000, "ms");
    }

    private static async Task<List<double>> MeasureAsync()
    {
        var clock = new SetClock();
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddMarketPulseStorage(options => options.ConnectionString = azurite.ConnectionString);
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist(
            [.. Enumerable.Range(0, Instruments).Select(i => new Instrument { Symbol = $"I{i:D2}", Benchmark = i == 0 ? null : "I00" })]));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StorageSetup>().EnsureCreatedAsync(CancellationToken.None);
        await StoreAsync(provider, clock.GetUtcNow());

        using var stop = new CancellationTokenSource();
        Task pump = provider.GetRequiredService<QueuedSteps>().PumpAsync(provider.GetRequiredService<IWorkReceiver>(), stop.Token);
        var seconds = new List<double>();
        for (int i = 0; i < Articles; i++)
        {
            clock.Ahead = i * Apart;
            seconds.Add(await OneAsync(provider, Report(i, clock.GetUtcNow())));
            await DrainAsync(provider.GetRequiredService<IWorkReceiver>());
        }

        await stop.CancelAsync();
        await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return seconds;
    }

    // The next article arrives when all work caused by the last one is done.
    private static async Task DrainAsync(IWorkReceiver receiver)
    {
        while (await receiver.CountAsync(QueueNames.Articles, CancellationToken.None) > 0
            || await receiver.CountAsync(QueueNames.Scores, CancellationToken.None) > 0)
        {
            await Task.Delay(50);
        }
    }

    private static async Task<double> OneAsync(ServiceProvider provider, Article article)
    {
        var articles = provider.GetRequiredService<IArticleStore>();
        await articles.AddAsync(article, CancellationToken.None);
        long start = Stopwatch.GetTimestamp();
        await provider.GetRequiredService<IWorkQueue>()
            .SendAsync(QueueNames.Articles, [WorkMessage.ForArticle(article)], CancellationToken.None);
        string eventId = $"{RowKeys.Stamp(article.Published)}Z-{article.Id[..8]}";
        var analogues = provider.GetRequiredService<IAnalogueStore>();
        while (!await analogues.ReadAsync(eventId, CancellationToken.None).AnyAsync())
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(2))
            {
                throw new TimeoutException($"'{article.Title}' did not become an event with analogues within two minutes.");
            }

            await Task.Delay(2);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Each has a different act or country, so that it becomes a separate event.
    private static Article Report(int number, DateTimeOffset published)
    {
        string title = string.Format(CultureInfo.InvariantCulture, Acts[number / Countries.Length], Countries[number % Countries.Length]);
        return new Article
        {
            Id = ArticleIdentity.Create(null, title, "", DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = "latency",
            Title = title,
            Published = published,
            FirstSeen = published,
        };
    }

    private static async Task StoreAsync(ServiceProvider provider, DateTimeOffset now)
    {
        var random = new Random(1);
        string[] measures = ["tariff", "export_control", "sanction", "talks"];
        await provider.GetRequiredService<IEventStore>().SaveAsync(
            [
                .. Enumerable.Range(0, PastEvents).Select(i => now.AddDays(-30 - i)).Select((time, i) => new TradeEvent
                {
                    EventId = $"{RowKeys.Stamp(time)}Z-{i:x8}",
                    EventTimeUtc = time,
                    Stance = (Stance)random.Next(4),
                    Intensity = random.Next(100),
                    Certainty = (Certainty)random.Next(8),
                    Measures = [measures[random.Next(measures.Length)]],
                    Actors = ["CN", "US"],
                    Pairs = ["US-CN"],
                    Headline = "A past event",
                    OpenUntil = DateOnly.FromDateTime(time.UtcDateTime).AddDays(10),
                }),
            ],
            CancellationToken.None);
        var first = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-Bars * 7 / 5);
        for (int i = 0; i < Instruments; i++)
        {
            double price = 100;
            await provider.GetRequiredService<IPriceStore>().MergeAsync(
                new PriceHistory
                {
                    Symbol = $"I{i:D2}",
                    Bars =
                    [
                        .. Enumerable.Range(0, Bars * 7 / 5).Select(first.AddDays)
                            .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                            .Select(date => PriceBar.OfClose(date, price *= 1 + (0.02 * (random.NextDouble() - 0.5)))),
                    ],
                },
                CancellationToken.None);
        }
    }

    /// <summary>The system clock, set ahead.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
