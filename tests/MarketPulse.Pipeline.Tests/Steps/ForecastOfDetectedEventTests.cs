using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>The whole way of a forecast through the steps: an article, its event, the bars that come later, the outcome.</summary>
public sealed class ForecastOfDetectedEventTests
{
    private static readonly DateOnly Monday = new(2025, 6, 2);

    [Fact]
    public async Task Scoring_locks_the_forecast_before_the_close_and_adds_the_outcome_when_the_bars_have_come()
    {
        await using var world = new AlertWorld();
        await world.Get<ISensitivityStore>().SaveAsync("p0_p0|all", [Profile()], AlertWorld.Cancel);
        await SaveBarsAsync(world, Monday.AddDays(-3));
        TradeEvent found = await world.DetectAsync();

        await world.ScoreAsync(found);
        Forecast forecast = await world.Get<IForecastStore>().ReadAsync(AlertWorld.Cancel).SingleAsync(AlertWorld.Cancel);
        (await OutcomesAsync(world)).ShouldBeEmpty();

        world.Clock.Advance(TimeSpan.FromHours(12));
        await SaveBarsAsync(world, Monday);
        await world.ScoreAsync(found);
        await world.ScoreAsync(found);

        ForecastOutcome outcome = (await OutcomesAsync(world)).ShouldHaveSingleItem();
        (outcome.EventId, outcome.Symbol, outcome.WindowKey, outcome.Day0).ShouldBe((found.EventId, "FXI", "p0_p0", Monday));
        outcome.LockedUtc.ShouldBe(forecast.LockedUtc);
        outcome.OutcomePct.ShouldBe(
            (await world.Get<IScoreStore>().ReadEventAsync(found.EventId, AlertWorld.Cancel).ToListAsync(AlertWorld.Cancel))
                .Single(score => score.Symbol == "FXI" && score.WindowKey == "p0_p0").CarPct!.Value);
        (await world.Get<CheckLedger>().RunAsync(forecast.Hash, AlertWorld.Cancel)).Problems.ShouldBeEmpty();
        (await world.Get<ReadTrackRecord>().RunAsync(null, null, AlertWorld.Cancel)).Records[0].Forecasts.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_is_scored_only_after_the_close_has_no_forecast_and_no_outcome()
    {
        await using var world = new AlertWorld();
        await world.Get<ISensitivityStore>().SaveAsync("p0_p0|all", [Profile()], AlertWorld.Cancel);
        world.Clock.Advance(TimeSpan.FromHours(12));
        await SaveBarsAsync(world, Monday);

        await world.ScoreAsync(await world.DetectAsync());

        (await world.Get<IForecastStore>().FindHeadAsync(AlertWorld.Cancel)).ShouldBeNull();
        (await OutcomesAsync(world)).ShouldBeEmpty();
    }

    private static ValueTask<List<ForecastOutcome>> OutcomesAsync(AlertWorld world) =>
        world.Get<IForecastStore>().ReadOutcomesAsync(DateTimeOffset.MinValue, AlertWorld.Cancel).ToListAsync(AlertWorld.Cancel);

    private static async Task SaveBarsAsync(AlertWorld world, DateOnly last)
    {
        foreach (string symbol in new[] { "SPY", "FXI" })
        {
            var random = new Random(symbol.Length + symbol[0]);
            double price = 100;
            await world.Get<IPriceStore>().MergeAsync(
                new PriceHistory
                {
                    Symbol = symbol,
                    Bars =
                    [
                        .. Enumerable.Range(0, 300).Select(i => Monday.AddDays(i - 299))
                            .Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && day <= last)
                            .Select(day => PriceBar.OfClose(day, price *= 1 + (0.02 * (random.NextDouble() - 0.5)))),
                    ],
                },
                AlertWorld.Cancel);
        }
    }

    private static SensitivityProfile Profile() => new()
    {
        Symbol = "FXI",
        WindowKey = "p0_p0",
        Horizon = "all",
        Kind = "all",
        Value = "all",
        BetaBps = -4,
        BetaErrorBps = 0.5,
        Sessions = 800,
        WindowErrorPct = 2,
    };
}
