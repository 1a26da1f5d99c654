using System.Globalization;

namespace MarketPulse.Core.Verification;

/// <summary>How the locked forecasts of one group have done: of all, of one kind of event, or of one month of days 0.</summary>
public sealed record TrackRecord
{
    /// <summary>Number of bins of the histogram.</summary>
    public const int Bins = 10;

    /// <summary>Key of the window.</summary>
    public required string WindowKey { get; init; }

    /// <summary>What the group is: <c>all</c>, <c>kind</c> or <c>month</c>.</summary>
    public required string Group { get; init; }

    /// <summary>The kind or the month (yyyy-MM); <c>all</c> for all.</summary>
    public required string Value { get; init; }

    /// <summary>Number of forecasts with an outcome, one for each instrument and event.</summary>
    public required int Forecasts { get; init; }

    /// <summary>Number of different days 0.</summary>
    public required int EventDays { get; init; }

    /// <summary>Share of the outcomes inside the 95% prediction interval; null without predictions.</summary>
    public double? Coverage { get; init; }

    /// <summary>Lower end of the 95% interval of the coverage, clustered by day (Liang and Zeger 1986); null with one day.</summary>
    public double? CoverageLo { get; init; }

    /// <summary>Upper end of the 95% interval of the coverage.</summary>
    public double? CoverageHi { get; init; }

    /// <summary>Share of the outcomes inside the adaptive interval.</summary>
    public double? CoverageAdaptive { get; init; }

    /// <summary>Sharpness: mean width of the prediction intervals, percent.</summary>
    public double? WidthPct { get; init; }

    /// <summary>Mean width of the adaptive intervals, percent.</summary>
    public double? WidthAdaptivePct { get; init; }

    /// <summary>Mean CRPS of the scenarios, percent; smaller is better.</summary>
    public double? CrpsScenarioPct { get; init; }

    /// <summary>Mean CRPS of what followed past events, weighted by likeness.</summary>
    public double? CrpsAnaloguesPct { get; init; }

    /// <summary>Mean CRPS of what followed all past events alike.</summary>
    public double? CrpsUnconditionalPct { get; init; }

    /// <summary>
    /// Histogram of the probability integral transform: the numbers of outcomes in each tenth of the predicted distribution. They are alike
    /// if the forecasts are right, larger at both ends if the intervals are too narrow.
    /// </summary>
    public required IReadOnlyList<int> Histogram { get; init; }

    /// <summary>Summarizes outcomes by window: all, by kind and by month.</summary>
    public static IReadOnlyList<TrackRecord> Summarize(IEnumerable<ForecastOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ForecastOutcome[] all = [.. outcomes];
        return
        [
            .. By("all", _ => "all"),
            .. By("kind", outcome => outcome.Kind),
            .. By("month", outcome => outcome.Day0.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
        ];

        IEnumerable<TrackRecord> By(string group, Func<ForecastOutcome, string> value) =>
            all.GroupBy(outcome => (outcome.WindowKey, Value: value(outcome)))
                .OrderBy(one => one.Key.WindowKey, StringComparer.Ordinal).ThenBy(one => one.Key.Value, StringComparer.Ordinal)
                .Select(one => Of(one.Key.WindowKey, group, one.Key.Value, [.. one]));
    }

    private static TrackRecord Of(string window, string group, string value, ForecastOutcome[] outcomes)
    {
        (double? coverage, (double Lo, double Hi)? interval) = Coverages(outcomes);
        int[] histogram = new int[Bins];
        foreach (double pit in outcomes.Select(outcome => outcome.Pit).OfType<double>())
        {
            histogram[Math.Min(Bins - 1, (int)(pit * Bins))]++;
        }

        return new TrackRecord
        {
            WindowKey = window,
            Group = group,
            Value = value,
            Forecasts = outcomes.Length,
            EventDays = outcomes.Select(outcome => outcome.Day0).Distinct().Count(),
            Coverage = coverage,
            CoverageLo = interval?.Lo,
            CoverageHi = interval?.Hi,
            CoverageAdaptive = outcomes.Average(outcome => outcome.IsInsideAdaptive is { } inside ? (inside ? 1.0 : 0) : (double?)null),
            WidthPct = outcomes.Average(outcome => 2 * outcome.HalfWidthPct),
            WidthAdaptivePct = outcomes.Average(outcome => 2 * outcome.HalfWidthPct * outcome.AdaptiveMultiplier),
            CrpsScenarioPct = outcomes.Average(outcome => outcome.CrpsScenarioPct),
            CrpsAnaloguesPct = outcomes.Average(outcome => outcome.CrpsAnaloguesPct),
            CrpsUnconditionalPct = outcomes.Average(outcome => outcome.CrpsUnconditionalPct),
            Histogram = histogram,
        };
    }

    private static (double? Coverage, (double Lo, double Hi)? Interval) Coverages(ForecastOutcome[] outcomes)
    {
        ForecastOutcome[] predicted = [.. outcomes.Where(outcome => outcome.IsInside is not null)];
        if (predicted.Length == 0)
        {
            return (null, null);
        }

        double share = predicted.Average(outcome => outcome.IsInside == true ? 1.0 : 0);
        return (share, ClusteredShare.Interval(predicted.Select(outcome => (outcome.Day0, outcome.IsInside == true)), share));
    }
}
