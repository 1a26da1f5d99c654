using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>Forecasts of an event on Monday 2 June 2025, 12:00 UTC, before New York opens; day 0 closes at 20:00 UTC.</summary>
public sealed class LockForecastTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Monday = new(2025, 6, 2);
    private static readonly Dictionary<string, PriceHistory> NoBars = [];

    private readonly FakeTimeProvider _clock = new(Noon.AddMinutes(5));
    private readonly ServiceProvider _services;

    public LockForecastTests()
    {
        _services = PipelineInMemory.Open(_clock, [new() { Symbol = "SPY" }, new() { Symbol = "FXI", Benchmark = "SPY" }]);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IForecastStore Store => _services.GetRequiredService<IForecastStore>();

    private LockForecast Step => _services.GetRequiredService<LockForecast>();

    public async ValueTask InitializeAsync()
    {
        for (int i = 1; i <= 12; i++)
        {
            TradeEvent past = Event(Noon.AddDays(-30 * i), i);
            await _services.GetRequiredService<IEventStore>().SaveAsync([past], Cancel);
            await _services.GetRequiredService<IScoreStore>().SaveAsync([Score(past, "p0_p0", i), Score(past, "p0_p5", 2 * i)], [], Cancel);
        }

        foreach (string window in new[] { "p0_p0", "p0_p5", "m1_p1" })
        {
            await _services.GetRequiredService<ISensitivityStore>().SaveAsync($"{window}|all", [Profile(window)], Cancel);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task A_new_event_is_forecast_for_each_window_from_day_0_on()
    {
        await Step.RunAsync(Event(Noon), NoBars, Cancel);

        Forecast forecast = await Store.ReadAsync(Cancel).SingleAsync(Cancel);
        IReadOnlyList<ForecastSeries> series = forecast.Read();
        series.Select(one => (one.Symbol, one.WindowKey)).ShouldBe([("FXI", "p0_p0"), ("FXI", "p0_p5")], ignoreOrder: true);
        ForecastSeries day = series.Single(one => one.WindowKey == "p0_p0");
        (day.Day0, day.CloseUtc).ShouldBe((Monday, Noon.AddHours(8)));
        day.PredictedPct!.Value.ShouldBe(-2, 1e-12, "-4 bp x 50");
        day.AdaptiveMultiplier.ShouldBe(1);
        day.Unconditional.Count.ShouldBe(21);
        (day.Unconditional[0], day.Unconditional[^1], day.Bandwidth).ShouldBe((1, 12, null));
        (forecast.Intensity, forecast.LockedUtc).ShouldBe((50, _clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_message_that_is_delivered_twice_locks_one_forecast()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Step.RunAsync(Event(Noon), NoBars, Cancel)));
        await Step.RunAsync(Event(Noon), NoBars, Cancel);

        (await Store.ReadAsync(Cancel).CountAsync(Cancel)).ShouldBe(1);
    }

    [Theory]
    [InlineData(Stance.Mixed, 0, 5)]
    [InlineData(Stance.Neutral, 0, 5)]
    [InlineData(Stance.Escalation, 0, 8 * 60)]
    [InlineData(Stance.Escalation, 0, 24 * 60)]
    [InlineData(Stance.Escalation, -40, 5)]
    public async Task An_event_without_direction_and_one_whose_day_0_has_closed_get_none(Stance stance, int days, int minutesLater)
    {
        _clock.SetUtcNow(Noon.AddMinutes(minutesLater));

        await Step.RunAsync(Event(Noon.AddDays(days)) with { Stance = stance }, NoBars, Cancel);

        (await Store.FindHeadAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_minute_before_the_close_counts_and_an_event_after_it_belongs_to_the_next_day()
    {
        _clock.SetUtcNow(Noon.AddHours(8).AddMinutes(-1));
        await Step.RunAsync(Event(Noon), NoBars, Cancel);
        _clock.SetUtcNow(Noon.AddHours(9));
        await Step.RunAsync(Event(Noon.AddHours(8).AddMinutes(30), 77), NoBars, Cancel);

        List<Forecast> forecasts = await Store.ReadAsync(Cancel).ToListAsync(Cancel);
        forecasts.Select(one => one.Read()[0].Day0).ShouldBe([Monday, Monday.AddDays(1)]);
    }

    [Fact]
    public async Task Only_the_date_being_known_gives_no_forecast_of_day_0_alone()
    {
        await Step.RunAsync(Event(Noon.AddHours(-12)) with { TimeResolution = TimeResolution.Day }, NoBars, Cancel);

        (await Store.ReadAsync(Cancel).SingleAsync(Cancel)).Read().ShouldHaveSingleItem().WindowKey.ShouldBe("p0_p5");
    }

    [Fact]
    public async Task The_last_forecast_before_the_close_is_scored_and_the_first_final_score_stays()
    {
        TradeEvent first = Event(Noon), second = first with { Revision = 2, Intensity = 80 };
        await Step.RunAsync(first, NoBars, Cancel);
        _clock.Advance(TimeSpan.FromHours(1));
        await Step.RunAsync(second, NoBars, Cancel);
        _clock.SetUtcNow(Noon.AddHours(10));
        await Step.RunAsync(second with { Revision = 3, Intensity = 10 }, NoBars, Cancel);

        await Step.SettleAsync(second, [Score(second, "p0_p0", -3), Score(second, "m1_p1", -4)], Cancel);
        await Step.SettleAsync(second, [Score(second, "p0_p0", 9) with { PriceRevision = 5 }], Cancel);

        ForecastOutcome outcome = await OutcomesAsync().SingleAsync(Cancel);
        (outcome.Sequence, outcome.WindowKey, outcome.OutcomePct).ShouldBe((2, "p0_p0", -3));
        outcome.PredictedPct!.Value.ShouldBe(-3.2, 1e-12);
        (await CheckAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Scores_that_are_not_final_or_of_another_day_0_are_no_outcomes()
    {
        TradeEvent found = Event(Noon);
        await Step.RunAsync(found, NoBars, Cancel);

        await Step.SettleAsync(
            found,
            [
                Score(found, "p0_p0", 1) with { Status = ScoreStatus.Provisional },
                Score(found, "p0_p5", 1) with { Day0 = Monday.AddDays(1) },
            ],
            Cancel);

        (await OutcomesAsync().CountAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task An_event_that_was_rekeyed_after_the_close_settles_the_forecast_of_its_lineage_once()
    {
        TradeEvent old = Event(Noon), older = Event(Noon.AddHours(-1), 3), oldest = Event(Noon.AddHours(-2), 2);
        await Step.RunAsync(old, NoBars, Cancel);
        await Step.SettleAsync(old, [Score(old, "p0_p0", -3)], Cancel);
        _clock.SetUtcNow(Noon.AddHours(20));
        IEventStore events = _services.GetRequiredService<IEventStore>();
        await events.SaveAsync(
            [
                old with { Status = EventStatus.Superseded, SupersededBy = older.EventId },
                older with { Status = EventStatus.Superseded, SupersededBy = oldest.EventId },
                oldest,
            ],
            Cancel);

        await Step.RunAsync(oldest, NoBars, Cancel);
        await Step.SettleAsync(oldest, [Score(oldest, "p0_p0", -7), Score(oldest, "p0_p5", -5)], Cancel);

        List<ForecastOutcome> outcomes = await OutcomesAsync().ToListAsync(Cancel);
        outcomes.Select(one => (one.Sequence, one.WindowKey, one.OutcomePct)).ShouldBe([(1, "p0_p0", -3), (1, "p0_p5", -5)]);
        (await Store.ReadAsync(Cancel).CountAsync(Cancel)).ShouldBe(1);
        (await CheckAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_stopped_between_locking_and_scoring_is_completed_by_the_next()
    {
        TradeEvent found = Event(Noon);
        await Step.RunAsync(found, NoBars, Cancel);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        _ = await Should.ThrowAsync<OperationCanceledException>(
            () => Step.RunAsync(found with { Revision = 2 }, NoBars, stopped.Token));

        // The message comes again after the close; the window has closed by then.
        _clock.SetUtcNow(Noon.AddDays(1));
        await Step.RunAsync(found with { Revision = 2 }, NoBars, Cancel);
        await Step.SettleAsync(found with { Revision = 2 }, [Score(found, "p0_p0", -3)], Cancel);

        (await Store.ReadAsync(Cancel).CountAsync(Cancel)).ShouldBe(1);
        (await OutcomesAsync().SingleAsync(Cancel)).Sequence.ShouldBe(1);
        (await CheckAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Adaptive_intervals_follow_the_outcomes_whose_windows_have_closed_and_each_once()
    {
        for (int day = 0; day < 40; day++)
        {
            // Tuesdays, because New York is closed on some Mondays.
            TradeEvent found = Event(Noon.AddDays(1 + (7 * day)), day);
            _clock.SetUtcNow(found.EventTimeUtc.AddMinutes(5));
            await Step.RunAsync(found, NoBars, Cancel);
            await Step.SettleAsync(found, [Score(found, "p0_p0", 10), Score(found, "p0_p5", -2)], Cancel);
        }

        ForecastStates states = _services.GetRequiredService<ForecastStates>();
        await states.FollowOutcomesAsync(Cancel);
        AdaptiveInterval missed = await states.FindAdaptiveAsync("p0_p0", Cancel), hit = await states.FindAdaptiveAsync("p0_p5", Cancel);

        // The last four Tuesdays are less than 22 days old.
        (missed.Days, hit.Days).ShouldBe((36, 36));
        missed.Multiplier.ShouldBeGreaterThan(1.5);
        hit.Multiplier.ShouldBeLessThan(0.1);
        missed.MissRate.ShouldBeLessThan(hit.MissRate);
        List<Forecast> forecasts = await Store.ReadAsync(Cancel).ToListAsync(Cancel);
        forecasts[^1].Read().Single(one => one.WindowKey == "p0_p0").AdaptiveMultiplier.ShouldBe(missed.Multiplier);
        await states.FollowOutcomesAsync(Cancel);
        (await states.FindAdaptiveAsync("p0_p0", Cancel)).Days.ShouldBe(36);
    }

    private IAsyncEnumerable<ForecastOutcome> OutcomesAsync() => Store.ReadOutcomesAsync(DateTimeOffset.MinValue, Cancel);

    private async Task<IReadOnlyList<string>> CheckAsync() => (await new CheckLedger(Store).RunAsync(null, Cancel)).Problems;

    private static TradeEvent Event(DateTimeOffset time, int number = 0) => new()
    {
        EventId = string.Create(CultureInfo.InvariantCulture, $"{RowKeys.Stamp(time)}Z-{number:x8}"),
        EventTimeUtc = time,
        Stance = Stance.Escalation,
        Intensity = 50,
        Measures = ["tariff"],
        Headline = "Tariff",
    };

    private static ImpactScore Score(TradeEvent found, string window, double car) => new()
    {
        EventId = found.EventId,
        EventTimeUtc = found.EventTimeUtc,
        Symbol = "FXI",
        WindowKey = window,
        Status = ScoreStatus.Final,
        Day0 = DateOnly.FromDateTime(found.EventTimeUtc.UtcDateTime),
        CarPct = car,
    };

    private static SensitivityProfile Profile(string window) => new()
    {
        Symbol = "FXI",
        WindowKey = window,
        Horizon = "all",
        Kind = "all",
        Value = "all",
        BetaBps = -4,
        BetaErrorBps = 0.5,
        Sessions = 800,
        WindowErrorPct = 2,
    };
}
