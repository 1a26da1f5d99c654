using MarketPulse.Core.Events;

namespace MarketPulse.Core.Verification;

/// <summary>How one forecast of an instrument's reaction over one window has done, whether it was locked or replayed.</summary>
public sealed record ForecastAccuracy
{
    /// <summary>Key of the window.</summary>
    public required string WindowKey { get; init; }

    /// <summary>First measure of the event; <c>none</c> without one.</summary>
    public required string Kind { get; init; }

    /// <summary>Day 0.</summary>
    public required DateOnly Day0 { get; init; }

    /// <summary>Whether the outcome was inside the 95% prediction interval; null without a prediction.</summary>
    public bool? IsInside { get; init; }

    /// <summary>Whether the outcome was inside the adaptive interval.</summary>
    public bool? IsInsideAdaptive { get; init; }

    /// <summary>Width of the prediction interval, percent.</summary>
    public double? WidthPct { get; init; }

    /// <summary>Width of the adaptive interval, percent.</summary>
    public double? WidthAdaptivePct { get; init; }

    /// <summary>CRPS of the scenario, percent.</summary>
    public double? CrpsScenarioPct { get; init; }

    /// <summary>CRPS of what followed past events, weighted by likeness; null with fewer than five past events.</summary>
    public double? CrpsAnaloguesPct { get; init; }

    /// <summary>CRPS of what followed all past events alike.</summary>
    public double? CrpsUnconditionalPct { get; init; }

    /// <summary>Probability integral transform, 0 to 1.</summary>
    public double? Pit { get; init; }

    /// <summary>
    /// How the replayed forecasts for an event have done, over the windows that the ledger has: those that start on day 0 or later.
    /// </summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="scenarios">Its replayed scenarios with their outcomes (<see cref="HistoryReplay.Scenarios"/>).</param>
    /// <param name="comparisons">How its analogues did (<see cref="HistoryReplay.Analogues"/>).</param>
    public static IEnumerable<ForecastAccuracy> OfReplay(
        TradeEvent tradeEvent, IEnumerable<ScenarioOutcome> scenarios, IEnumerable<AnalogueOutcomeScore> comparisons)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        Dictionary<(string, string), AnalogueOutcomeScore> compared = comparisons.ToDictionary(one => (one.Symbol, one.WindowKey));
        string kind = Forecast.KindOf(tradeEvent);
        return scenarios.Where(outcome => TrackRecord.Windows.Contains(outcome.Effect.WindowKey)).Select(outcome =>
        {
            var accuracy = new IntervalAccuracy(
                outcome.CarPct, outcome.Effect.PredictedPct, outcome.Effect.HalfWidthPct, outcome.Effect.AdaptiveMultiplier);
            (string, string) key = (outcome.Effect.Symbol, outcome.Effect.WindowKey);
            AnalogueOutcomeScore? analogues = compared.TryGetValue(key, out AnalogueOutcomeScore found) ? found : null;
            return new ForecastAccuracy
            {
                WindowKey = outcome.Effect.WindowKey,
                Kind = kind,
                Day0 = outcome.Day0,
                IsInside = accuracy.IsInside,
                IsInsideAdaptive = accuracy.IsInsideAdaptive,
                WidthPct = 2 * outcome.Effect.HalfWidthPct,
                WidthAdaptivePct = 2 * outcome.Effect.HalfWidthPct * outcome.Effect.AdaptiveMultiplier,
                CrpsScenarioPct = accuracy.CrpsPct,
                CrpsAnaloguesPct = analogues?.Analogues,
                CrpsUnconditionalPct = analogues?.Unconditional,
                Pit = accuracy.Pit,
            };
        });
    }
}
