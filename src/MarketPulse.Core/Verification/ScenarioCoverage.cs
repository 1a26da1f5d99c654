namespace MarketPulse.Core.Verification;

/// <summary>
/// How often what followed an event was inside the interval that a scenario would have predicted for it: 95% if the interval is right.
/// </summary>
public sealed record ScenarioCoverage
{
    /// <summary>Key of the window.</summary>
    public required string WindowKey { get; init; }

    /// <summary>Number of different days 0.</summary>
    public required int EventDays { get; init; }

    /// <summary>Number of predictions, one per event and instrument.</summary>
    public required int Predictions { get; init; }

    /// <summary>Number of outcomes without a prediction because there were too few past events.</summary>
    public required int WithoutPrediction { get; init; }

    /// <summary>Share of the predictions whose interval contained the outcome.</summary>
    public double? Coverage { get; init; }

    /// <summary>Lower end of the 95% interval of the coverage; outcomes of the same day are clustered (Liang and Zeger 1986).</summary>
    public double? CoverageLo { get; init; }

    /// <summary>Upper end of the 95% interval of the coverage.</summary>
    public double? CoverageHi { get; init; }

    /// <summary>
    /// Share of the predictions whose adaptive interval (<see cref="Scenarios.AdaptiveInterval"/>) contained the outcome.
    /// </summary>
    public double? CoverageAdaptive { get; init; }

    /// <summary>Lower end of the 95% interval of that share, clustered by day.</summary>
    public double? CoverageAdaptiveLo { get; init; }

    /// <summary>Upper end of the 95% interval of that share.</summary>
    public double? CoverageAdaptiveHi { get; init; }

    /// <summary>Number of predictions for events that were alone in their window, the case that the interval is made for.</summary>
    public required int Alone { get; init; }

    /// <summary>Share of those predictions whose interval contained the outcome.</summary>
    public double? CoverageAlone { get; init; }

    /// <summary>Mean width of the intervals, percent.</summary>
    public double? WidthPct { get; init; }

    /// <summary>Mean width of the adaptive intervals, percent.</summary>
    public double? WidthAdaptivePct { get; init; }

    /// <summary>Share of the intervals that contain zero.</summary>
    public double? ShareZeroInside { get; init; }

    /// <summary>Summarizes the outcomes of one window.</summary>
    public static ScenarioCoverage Summarize(string windowKey, IEnumerable<ScenarioOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ScenarioOutcome[] all = [.. outcomes];
        ScenarioOutcome[] predicted = [.. all.Where(outcome => outcome.Effect.IsPredicted)];
        ScenarioOutcome[] alone = [.. predicted.Where(outcome => !outcome.Overlaps)];
        (double Lo, double Hi)? interval = Interval(predicted, IsCovered), adaptive = Interval(predicted, IsAdaptivelyCovered);
        return new ScenarioCoverage
        {
            WindowKey = windowKey,
            EventDays = predicted.Select(outcome => outcome.Day0).Distinct().Count(),
            Predictions = predicted.Length,
            WithoutPrediction = all.Length - predicted.Length,
            Coverage = Share(predicted, IsCovered),
            CoverageLo = interval?.Lo,
            CoverageHi = interval?.Hi,
            CoverageAdaptive = Share(predicted, IsAdaptivelyCovered),
            CoverageAdaptiveLo = adaptive?.Lo,
            CoverageAdaptiveHi = adaptive?.Hi,
            Alone = alone.Length,
            CoverageAlone = Share(alone, IsCovered),
            WidthPct = predicted.Length == 0
                ? null
                : predicted.Average(outcome => outcome.Effect.PredictedHiPct - outcome.Effect.PredictedLoPct),
            WidthAdaptivePct = predicted.Length == 0
                ? null
                : predicted.Average(outcome => outcome.Effect.AdaptiveHiPct - outcome.Effect.AdaptiveLoPct),
            ShareZeroInside = predicted.Length == 0 ? null : predicted.Average(outcome => outcome.Effect.ZeroInside == true ? 1.0 : 0),
        };
    }

    private static bool IsCovered(ScenarioOutcome outcome) => outcome.IsCovered;

    private static bool IsAdaptivelyCovered(ScenarioOutcome outcome) => outcome.IsAdaptivelyCovered;

    private static double? Share(ScenarioOutcome[] outcomes, Predicate<ScenarioOutcome> isCovered) =>
        outcomes.Length == 0 ? null : outcomes.Average(outcome => isCovered(outcome) ? 1.0 : 0);

    private static (double Lo, double Hi)? Interval(ScenarioOutcome[] outcomes, Predicate<ScenarioOutcome> isCovered)
    {
        double share = Share(outcomes, isCovered) ?? 0;
        return ClusteredShare.Interval(outcomes.Select(outcome => (outcome.Day0, isCovered(outcome))), share);
    }
}
