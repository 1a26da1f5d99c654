using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Web.Tests;

/// <summary>A ledger of forecasts with outcomes, and the record of a replay.</summary>
internal static class Ledger
{
    private static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// One forecast with outcomes on ten days, 19 of 20 inside the interval; and a replay of twenty days, half of it inside. Over [0,+5],
    /// only the replay has any.
    /// </summary>
    public static async Task FillAsync(WebHost host)
    {
        IForecastStore store = host.Get<IForecastStore>();
        TradeEvent found = Data.Event(0) with { EventTimeUtc = Noon, Stance = Stance.Escalation, Intensity = 50 };
        await store.TryAppendAsync(Forecast.Of(found, Noon, [Series("FXI", 0)]), Cancel);
        Forecast forecast = await store.ReadAsync(Cancel).SingleAsync(Cancel);
        await store.AddOutcomesAsync(
        [
            .. from day in Enumerable.Range(0, 10)
            from symbol in new[] { "FXI", "EEM" }
            select Outcome(forecast, Series($"{symbol}{day}", 6 * day), day == 3 && symbol == "EEM" ? 3 : 0.2 * (day - 5)),
        ], Cancel);
        var replay = new HistoryReplay(
            [], new Dictionary<string, PriceHistory>(), [Data.Event(0), Data.Event(1)], [], new StudyOptions());
        await host.Get<ReplayedForecasts>().SaveAsync(
            replay,
            from day in Enumerable.Range(0, 20)
            from inside in new[] { true, false }
            from window in new[] { "p0_p0", "p0_p5" }
            select new ForecastAccuracy
            {
                WindowKey = window,
                Kind = "talks",
                Day0 = new DateOnly(2024, 1, 1).AddDays(11 * day),
                IsInside = inside,
                IsInsideAdaptive = true,
                WidthPct = 3,
                WidthAdaptivePct = 3.5,
                CrpsScenarioPct = 0.4,
                CrpsUnconditionalPct = 0.5,
                Pit = day / 20.0,
            },
            Cancel);
    }

    private static ForecastSeries Series(string symbol, int days) => new()
    {
        Symbol = symbol,
        WindowKey = "p0_p0",
        Day0 = new DateOnly(2025, 6, 2).AddDays(days),
        CloseUtc = Noon.AddHours(8),
        PredictedPct = 0,
        HalfWidthPct = 1.5,
        AdaptiveMultiplier = 1.1,
        Unconditional = [-1, 0, 1],
    };

    /// <summary>What followed a forecast.</summary>
    public static ForecastOutcome Outcome(Forecast forecast, ForecastSeries series, double car) => ForecastOutcome.Of(
        forecast,
        series,
        new ImpactScore
        {
            EventId = forecast.EventId,
            EventTimeUtc = forecast.EventTimeUtc,
            Symbol = series.Symbol,
            WindowKey = series.WindowKey,
            CarPct = car,
        });
}
