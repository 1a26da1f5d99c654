using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>The result of the step does not depend on when and how often it ran.</summary>
public sealed class SummarizeSensitivityTests : IAsyncDisposable
{
    private static readonly DateOnly Start = new(2024, 1, 1);
    private static readonly Instrument[] Instruments =
    [
        new() { Symbol = "SPY" },
        new() { Symbol = "FXI", Benchmark = "SPY" },
        new() { Symbol = "EEM", Benchmark = "SPY" },
        new() { Symbol = "NONE", Benchmark = "SPY" },
    ];

    private readonly List<ServiceProvider> _opened = [];
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Event_by_event_or_all_at_once_gives_the_same_rows_to_the_bit()
    {
        TradeEvent[] events = Events(24);
        IServiceProvider atOnce = await OpenAsync(), oneByOne = await OpenAsync();
        await AddAsync(atOnce, events);
        await RunAsync(atOnce);

        foreach (TradeEvent[] some in events.Reverse().Chunk(5))
        {
            await AddAsync(oneByOne, some);
            await RunAsync(oneByOne);
        }

        List<SensitivityProfile> rows = await ProfilesAsync(atOnce);
        rows.Count(row => row.BetaBps is not null).ShouldBeGreaterThan(10);
        rows.Where(row => row.Symbol == "NONE").ShouldAllBe(row => row.Status == SensitivityStatus.NoPrices);
        rows.Where(row => row.Symbol == "SPY").ShouldAllBe(row => row.Status == SensitivityStatus.NoBenchmark);
        Text(await ProfilesAsync(oneByOne)).ShouldBe(Text(rows));
    }

    [Fact]
    public async Task Running_again_writes_nothing_and_a_new_event_leaves_other_kinds_alone()
    {
        IServiceProvider store = await OpenAsync();
        TradeEvent[] events =
        [
            .. Events(24).Select((e, i) => e with
            {
                Measures = [i % 2 == 0 ? "tariff" : "export_control"], Novelty = i == 23 ? 0.1 : 1,
            }),
        ];
        await AddAsync(store, events[..23]);
        (await RunAsync(store)).ProfilesWritten.ShouldBeGreaterThan(0);
        (await RunAsync(store)).ShouldSatisfyAllConditions(
            again => again.ProfilesWritten.ShouldBe(0), again => again.IndexRows.ShouldBe(0));
        _clock.Advance(TimeSpan.FromHours(1));

        await AddAsync(store, events[23..]);
        await RunAsync(store);

        List<SensitivityProfile> rows = await ProfilesAsync(store);
        rows.Where(row => row.Value == "tariff").ShouldAllBe(row => row.ModifiedUtc < _clock.GetUtcNow());
        rows.Where(row => row.Value == "export_control" && row.Symbol == "FXI").ShouldContain(row => row.ModifiedUtc == _clock.GetUtcNow());
        (await store.GetRequiredService<ISensitivityStore>().ReadSnapshotAsync(new DateOnly(2025, 1, 1), default).CountAsync()).ShouldBe(
            rows.Count(row => row.AsOfUtc?.Month == 1), "the month's snapshot follows");
    }

    [Fact]
    public async Task Provisional_date_only_and_superseded_rows_do_not_count()
    {
        IServiceProvider store = await OpenAsync();
        TradeEvent[] events = Events(24);
        await AddAsync(store, events, score => score.EventId switch
        {
            var id when id == events[0].EventId => score with { Status = ScoreStatus.Provisional },
            var id when id == events[1].EventId => score with { DayZeroCertainty = "date_only" },
            _ => score,
        });
        await store.GetRequiredService<IEventStore>().SaveAsync([events[2] with { Status = EventStatus.Superseded }], default);
        await RunAsync(store);

        (await ProfilesAsync(store))
            .Single(row => row is { Symbol: "FXI", WindowKey: "p0_p0", Horizon: "all", Kind: "all" }).Events.ShouldBe(21);
        (await store.GetRequiredService<MeasureSensitivity>().RunAsync(includeDateOnly: true, default))
            .Single(row => row is { Symbol: "FXI", WindowKey: "p0_p0", Horizon: "all", Kind: "all" }).Events.ShouldBe(22);
    }

    [Fact]
    public async Task Without_any_prices_every_instrument_says_so_and_no_month_has_a_snapshot()
    {
        await using ServiceProvider empty = PipelineInMemory.Open(_clock, Instruments);

        await RunAsync(empty);

        List<SensitivityProfile> rows = await ProfilesAsync(empty);
        rows.Count.ShouldBe(4 * 3 * 3);
        rows.ShouldAllBe(row => row.Status == SensitivityStatus.NoPrices && row.AsOfUtc == null);
    }

    [Fact]
    public async Task The_index_is_the_same_whenever_articles_arrived_and_late_ones_revise_the_day()
    {
        Article[] articles = [.. Enumerable.Range(0, 600).Select(i => Article(i, i / 40))];
        IServiceProvider atOnce = await OpenAsync(), late = await OpenAsync();
        await ReadAsync(atOnce, articles);
        await RunAsync(atOnce);

        await ReadAsync(late, [.. articles.Where((_, i) => i % 3 != 0).Reverse()]);
        await RunAsync(late);
        _clock.Advance(TimeSpan.FromDays(1));
        await ReadAsync(late, [.. articles.Where((_, i) => i % 3 == 0), .. articles[..10]]);
        await RunAsync(late);

        List<TensionDay> index = await IndexAsync(atOnce), revised = await IndexAsync(late);
        index.Count.ShouldBe(15);
        index.ShouldAllBe(day => day.Articles == 40 && day.Gross > 0 && day.Revision == 1);
        revised.Select(Numbers).ShouldBe(index.Select(Numbers));
        revised.ShouldAllBe(day => day.Revision == 2 && day.RevisedUtc == _clock.GetUtcNow());

        static TensionDay Numbers(TensionDay day) => day with { Revision = 1, RevisedUtc = null, ModifiedUtc = default };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider services in _opened)
        {
            await services.DisposeAsync();
        }
    }

    private async Task<IServiceProvider> OpenAsync()
    {
        ServiceProvider provider = PipelineInMemory.Open(_clock, Instruments);
        _opened.Add(provider);
        foreach (string symbol in new[] { "SPY", "FXI", "EEM" })
        {
            await provider.GetRequiredService<IPriceStore>().MergeAsync(Prices(symbol), default);
        }

        return provider;
    }

    private static async Task AddAsync(
        IServiceProvider services, IReadOnlyList<TradeEvent> events, Func<ImpactScore, ImpactScore>? change = null)
    {
        await services.GetRequiredService<IEventStore>().SaveAsync(events, default);
        Dictionary<string, PriceHistory> histories = new[] { "SPY", "FXI", "EEM" }
            .ToDictionary(symbol => symbol, Prices, StringComparer.Ordinal);
        foreach (TradeEvent tradeEvent in events)
        {
            EventScores scores = services.GetRequiredService<EventScorer>().Score(tradeEvent, [], Instruments, histories);
            await services.GetRequiredService<IScoreStore>().SaveAsync([.. scores.Scores.Select(change ?? (score => score))], [], default);
        }
    }

    private static async Task ReadAsync(IServiceProvider services, IReadOnlyList<Article> articles)
    {
        IArticleStore store = services.GetRequiredService<IArticleStore>();
        foreach (Article article in articles)
        {
            if (await store.AddAsync(article, default))
            {
                bool relevant = article.Title.EndsWith("tariffs", StringComparison.Ordinal);
                await store.SaveVerdictAsync(article.Id, ArticleFacts.FromVerdict(article, Verdict(relevant)), default);
            }
        }
    }

    private static Task<SensitivitySummary> RunAsync(IServiceProvider services) =>
        services.GetRequiredService<SummarizeSensitivity>().RunToEndAsync(default);

    private static async Task<List<SensitivityProfile>> ProfilesAsync(IServiceProvider services) =>
        await services.GetRequiredService<ISensitivityStore>().QueryAsync(new SensitivityQuery(), default).ToListAsync();

    private static async Task<List<TensionDay>> IndexAsync(IServiceProvider services) =>
        await services.GetRequiredService<ITensionStore>()
            .ReadIndexAsync("all", "all", DateOnly.MinValue, DateOnly.MaxValue, default)
            .ToListAsync();

    private static string Text(IEnumerable<SensitivityProfile> rows) =>
        System.Text.Json.JsonSerializer.Serialize(rows.Select(row => row with { ModifiedUtc = default }));

    private static ArticleVerdict Verdict(bool relevant) => new()
    {
        Relevance = relevant ? 0.9 : 0.1,
        IsRelevant = relevant,
        IsEvent = false,
        Reason = "opinion",
        Pairs = relevant ? ["US-CN"] : [],
        LexiconVersion = "1",
    };

    private static Article Article(int i, int day) => new()
    {
        Id = $"{i:x16}",
        Feed = "file",
        Title = i % 40 <= day % 5 ? $"{i}: tariffs" : $"{i}: weather",
        Published = new DateTimeOffset(Start.AddDays(day), new TimeOnly(12, 0), TimeSpan.Zero),
    };

    private static TradeEvent[] Events(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => (Day: Start.AddDays(210 + (6 * i)), Number: i)).Select(one => new TradeEvent
        {
            EventId = $"{one.Day:yyyyMMdd}T120000Z-{one.Number:x8}",
            EventTimeUtc = new DateTimeOffset(one.Day, new TimeOnly(12, 0), TimeSpan.Zero),
            Stance = one.Number % 3 == 0 ? Stance.Deescalation : Stance.Escalation,
            Intensity = 20 + (7 * one.Number % 60),
            Measures = ["tariff"],
            Actors = ["CN", "US"],
            Pairs = ["US-CN"],
        }),
    ];

    private static PriceHistory Prices(string symbol)
    {
        var random = new Random(symbol[0]);
        double price = 100;
        return new PriceHistory
        {
            Symbol = symbol,
            Bars =
            [
                .. Enumerable.Range(0, 396)
                    .Select(i => Start.AddDays(i))
                    .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                    .Select(day => PriceBar.OfClose(day, price *= 1 + (0.02 * (random.NextDouble() - 0.5)))),
            ],
        };
    }
}
