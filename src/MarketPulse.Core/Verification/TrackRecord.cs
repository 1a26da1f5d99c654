using System.Globalization;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Verification;

/// <summary>How the forecasts of one group have done: of all, of one kind of event, or of one month of days 0.</summary>
public sealed record TrackRecord
{
    /// <summary>Number of bins of the histogram.</summary>
    public const int Bins = 10;

    /// <summary>The group of the months.</summary>
    public const string Month = "month";

    /// <summary>The groups: <c>all</c>, <c>kind</c> and <c>month</c>.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["all", "kind", Month];

    /// <summary>The keys of the windows that forecasts are locked for: those that start on day 0 or later.</summary>
    public static IReadOnlyList<string> Windows { get; } =
        [.. EventWindow.Defaults.Where(window => window.Start >= 0).Select(window => window.Key)];

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
    /// Skill of the scenarios (Gneiting and Raftery 2007, sec. 2.3): by which share their mean CRPS is below that of all past events alike,
    /// over the forecasts that have both. Negative if they did worse; null without such forecasts.
    /// </summary>
    public double? CrpsSkill { get; init; }

    /// <summary>
    /// Histogram of the probability integral transform: the numbers of outcomes in each tenth of the predicted distribution. They are alike
    /// if the forecasts are right, larger at both ends if the intervals are too narrow.
    /// </summary>
    public required IReadOnlyList<int> Histogram { get; init; }

    /// <summary>Summarizes forecasts by window: all, by kind and by month.</summary>
    public static IReadOnlyList<TrackRecord> Summarize(IEnumerable<ForecastAccuracy> forecasts)
    {
        ArgumentNullException.ThrowIfNull(forecasts);
        ForecastAccuracy[] all = [.. forecasts];
        return
        [
            .. By("all", _ => "all"),
            .. By("kind", forecast => forecast.Kind),
            .. By(Month, forecast => forecast.Day0.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
        ];

        IEnumerable<TrackRecord> By(string group, Func<ForecastAccuracy, string> value) =>
            all.GroupBy(forecast => (forecast.WindowKey, Value: value(forecast)))
                .OrderBy(one => one.Key.WindowKey, StringComparer.Ordinal).ThenBy(one => one.Key.Value, StringComparer.Ordinal)
                .Select(one => Of(one.Key.WindowKey, group, one.Key.Value, [.. one]));
    }

    private static TrackRecord Of(string window, string group, string value, ForecastAccuracy[] forecasts)
    {
        (double? coverage, (double Lo, double Hi)? interval) = Coverages(forecasts);
        int[] histogram = new int[Bins];
        foreach (double pit in forecasts.Select(forecast => forecast.Pit).OfType<double>())
        {
            histogram[Math.Min(Bins - 1, (int)(pit * Bins))]++;
        }

        return new TrackRecord
        {
            WindowKey = window,
            Group = group,
            Value = value,
            Forecasts = forecasts.Length,
            EventDays = forecasts.Select(forecast => forecast.Day0).Distinct().Count(),
            Coverage = coverage,
            CoverageLo = interval?.Lo,
            CoverageHi = interval?.Hi,
            CoverageAdaptive = forecasts.Average(forecast => forecast.IsInsideAdaptive is { } inside ? (inside ? 1.0 : 0) : (double?)null),
            WidthPct = forecasts.Average(forecast => forecast.WidthPct),
            WidthAdaptivePct = forecasts.Average(forecast => forecast.WidthAdaptivePct),
            CrpsScenarioPct = forecasts.Average(forecast => forecast.CrpsScenarioPct),
            CrpsAnaloguesPct = forecasts.Average(forecast => forecast.CrpsAnaloguesPct),
            CrpsUnconditionalPct = forecasts.Average(forecast => forecast.CrpsUnconditionalPct),
            CrpsSkill = Skill(forecasts),
            Histogram = histogram,
        };
    }

    private static double? Skill(ForecastAccuracy[] forecasts)
    {
        ForecastAccuracy[] both =
            [.. forecasts.Where(forecast => forecast is { CrpsScenarioPct: not null, CrpsUnconditionalPct: not null })];
        double? unconditional = both.Sum(forecast => forecast.CrpsUnconditionalPct);
        return unconditional > 0 ? 1 - (both.Sum(forecast => forecast.CrpsScenarioPct) / unconditional) : null;
    }

    private static (double? Coverage, (double Lo, double Hi)? Interval) Coverages(ForecastAccuracy[] forecasts)
    {
        ForecastAccuracy[] predicted = [.. forecasts.Where(forecast => forecast.IsInside is not null)];
        if (predicted.Length == 0)
        {
            return (null, null);
        }

        double share = predicted.Average(forecast => forecast.IsInside == true ? 1.0 : 0);
        return (share, ClusteredShare.Interval(predicted.Select(forecast => (forecast.Day0, forecast.IsInside == true)), share));
    }
}
