using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Steps;

public sealed class RefreshOverlapsTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2025, 4, 7, 1, 0, 0, TimeSpan.Zero);
    private static readonly Instrument[] Instruments =
    [
        new() { Symbol = "SPY" },
        new() { Symbol = "FXI", Benchmark = "SPY", Tags = ["cn"] },
        new() { Symbol = "EWW", Benchmark = "SPY", Tags = ["mx"] },
    ];

    private readonly FakeTimeProvider _clock = new(Start.AddDays(60));
    private readonly ServiceProvider _services;

    public RefreshOverlapsTests()
    {
        _services = PipelineInMemory.Open(_clock, Instruments);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IEventStore Events => _services.GetRequiredService<IEventStore>();

    private IScoreStore Scores => _services.GetRequiredService<IScoreStore>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Overlaps_do_not_depend_on_the_order_in_which_events_are_found_and_scored(int seed)
    {
        await StorePricesAsync();
        var random = new Random(seed);
        TradeEvent[] events = [.. Enumerable.Range(0, 24).Select(i => EventAt(i, i % 3 == 0 ? "MX" : "CN"))];
        random.Shuffle(events);
        foreach (TradeEvent[] found in events.Chunk(5))
        {
            await Events.SaveAsync(found, Cancel);
            await Task.WhenAll(found.Select(ScoreAsync));
        }

        TradeEvent gone = events[7] with { Status = EventStatus.Superseded, Revision = 2 };
        TradeEvent revised = events[11] with { Actors = ["MX", "US"], Revision = 2 };
        await Events.SaveAsync([gone, revised], Cancel);
        await Task.WhenAll(ScoreAsync(gone), ScoreAsync(revised));

        TradeEvent[] live = [.. events.Where(e => e != events[7] && e != events[11]), revised];
        IReadOnlyDictionary<string, PriceHistory> histories =
            await _services.GetRequiredService<WatchlistScorer>().ReadPricesAsync(EventAt(12, "CN"), Cancel);
        var counter = new OverlapCounter(live, Instruments, histories);
        List<ImpactScore> scores = await Scores.QueryAsync(new ScoreQuery(), Cancel).ToListAsync(Cancel);
        scores.Count.ShouldBe(live.Length * Instruments.Length * EventWindow.Defaults.Count);
        scores.Max(score => score.Overlaps).ShouldBeGreaterThan(5);
        foreach (TradeEvent one in live)
        {
            EventOverlaps expected = counter.Count(one);
            scores.Where(score => score.EventId == one.EventId)
                .ShouldAllBe(score => score.Overlaps == expected.Count(score.Symbol, score.WindowKey));
        }
    }

    [Fact]
    public async Task A_new_event_touches_only_the_scores_whose_overlaps_it_changes()
    {
        await StorePricesAsync();
        TradeEvent[] events = [.. Enumerable.Range(0, 35).Select(i => EventAt(i, "CN"))];
        foreach (TradeEvent one in events[..^1])
        {
            await Events.SaveAsync([one], Cancel);
            await ScoreAsync(one);
        }

        Dictionary<string, ImpactScore> before = await ReadScoresAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        await Events.SaveAsync([events[^1]], Cancel);
        await ScoreAsync(events[^1]);

        Dictionary<string, ImpactScore> after = await ReadScoresAsync();
        (ImpactScore Old, ImpactScore New)[] touched =
            [.. before.Values.Select(old => (old, after[old.RowKey])).Where(pair => pair.Item2.ModifiedUtc != pair.old.ModifiedUtc)];
        touched.ShouldNotBeEmpty();
        touched.Select(pair => pair.New)
            .ShouldBe(touched.Select(pair => pair.Old with { Overlaps = pair.Old.Overlaps + 1, ModifiedUtc = _clock.GetUtcNow() }));

        // Mexico has nothing to do with it, and most events are too early for their windows to reach it.
        touched.ShouldAllBe(pair => pair.Old.Symbol != "EWW");
        touched.Select(pair => pair.Old.EventId).Distinct().Count().ShouldBeLessThan(24);
    }

    [Fact]
    public async Task Scoring_again_with_new_bars_leaves_the_scores_of_other_events_unread()
    {
        await StorePricesAsync();
        TradeEvent[] events = [.. Enumerable.Range(0, 5).Select(i => EventAt(i, "CN"))];
        await Events.SaveAsync(events, Cancel);
        foreach (TradeEvent one in events)
        {
            await ScoreAsync(one);
        }

        Dictionary<string, ImpactScore> before = await ReadScoresAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        await _services.GetRequiredService<ScoreEvent>()
            .RunAsync(WorkMessage.ForScore(events[0], new DateOnly(2025, 5, 30), _clock.GetUtcNow()).Body, Cancel);

        (await ReadScoresAsync()).ShouldBe(before, ignoreOrder: true);
    }

    private static TradeEvent EventAt(int number, string country)
    {
        DateTimeOffset time = Start.AddHours(8 * number);
        return new TradeEvent
        {
            EventId = $"{time:yyyyMMdd'T'HHmmss'Z'}-{number:x8}",
            EventTimeUtc = time,
            Stance = Stance.Escalation,
            Intensity = 50,
            Actors = [country, "US"],
        };
    }

    private async Task StorePricesAsync()
    {
        var random = new Random(5);
        foreach (Instrument instrument in Instruments)
        {
            PriceBar[] bars =
            [
                .. Enumerable.Range(0, 300).Select(new DateOnly(2024, 8, 1).AddDays)
                    .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                    .Select(date => PriceBar.OfClose(date, 100 + random.NextDouble())),
            ];
            await _services.GetRequiredService<IPriceStore>()
                .MergeAsync(new PriceHistory { Symbol = instrument.Symbol, Bars = bars, Source = "test" }, Cancel);
        }
    }

    private Task ScoreAsync(TradeEvent tradeEvent) => _services.GetRequiredService<ScoreEvent>()
        .RunAsync(WorkMessage.ForScore(tradeEvent, barsThrough: null, poll: null).Body, Cancel);

    private async Task<Dictionary<string, ImpactScore>> ReadScoresAsync() =>
        await Scores.QueryAsync(new ScoreQuery(), Cancel).ToDictionaryAsync(score => score.RowKey, cancellationToken: Cancel);
}
