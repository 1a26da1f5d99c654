using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Local.Printing;

/// <summary>The record of the locked forecasts as printed.</summary>
internal static class TrackView
{
    /// <summary>The ledger, its record, and apart from them the replayed record; in a table without the months of the replay.</summary>
    public static IReadOnlyList<RowSet> Sections(TrackAnswer answer, OutputFormat format) =>
    [
        RowSet.Create("ledger", [answer], LedgerView, LedgerData, "Ledger"),
        Records(answer),
        .. Replayed(answer, format),
    ];

    public static RowSet Records(TrackAnswer answer) => RowSet.Create(
        "records", answer.Records, RecordView, RecordData, "Locked forecasts and what followed (interval: nominal 95%; CRPS in percent)");

    private static IEnumerable<RowSet> Replayed(TrackAnswer answer, OutputFormat format) => answer.Replayed is not { } replayed ? [] :
    [
        RowSet.Create("replay", [replayed], ReplayView, ReplayData, "Replay of history, not locked forecasts"),
        RowSet.Create(
            "replayed",
            replayed.Records.Where(record => format != OutputFormat.Table || record.Group != TrackRecord.Month),
            RecordView,
            RecordData,
            "Replayed forecasts and what followed (--output json also has the months)"),
    ];

    public static RowSet Check(LedgerCheck check) => RowSet.Create("check", [check], CheckView, CheckData, "Check of the ledger");

    private static IReadOnlyList<DataColumn<TrackAnswer>> LedgerData { get; } =
    [
        new("forecasts", answer => answer.Head?.Sequence ?? 0),
        new("outcomes", answer => answer.Outcomes),
        new("started_utc", answer => answer.Head?.StartedUtc),
        new("head", answer => answer.Head?.Hash),
    ];

    private static IReadOnlyList<ViewColumn<TrackAnswer>> LedgerView { get; } =
    [
        new("forecasts", answer => (answer.Head?.Sequence ?? 0).ToString(CultureInfo.InvariantCulture)) { Right = true },
        new("outcomes", answer => CellText.ForLine(answer.Outcomes)) { Right = true },
        new("since", answer => answer.Head?.StartedUtc.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        new("head", answer => answer.Head?.Hash) { Wraps = true },
    ];

    private static IReadOnlyList<DataColumn<ReplayedRecord>> ReplayData { get; } =
    [
        new("replayed_utc", replayed => replayed.ReplayedUtc),
        new("from", replayed => replayed.From),
        new("to", replayed => replayed.To),
        new("events", replayed => replayed.Events),
    ];

    private static IReadOnlyList<ViewColumn<ReplayedRecord>> ReplayView { get; } =
    [
        new("replayed", replayed => replayed.ReplayedUtc.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
        new("from", replayed => CellText.ForLine(replayed.From)),
        new("to", replayed => CellText.ForLine(replayed.To)),
        new("events", replayed => CellText.ForLine(replayed.Events)) { Right = true },
    ];

    private static IReadOnlyList<DataColumn<TrackRecord>> RecordData { get; } =
    [
        new("window_key", row => row.WindowKey),
        new("group", row => row.Group),
        new("value", row => row.Value),
        new("forecasts", row => row.Forecasts),
        new("event_days", row => row.EventDays),
        new("coverage", row => row.Coverage),
        new("coverage_lo", row => row.CoverageLo),
        new("coverage_hi", row => row.CoverageHi),
        new("coverage_adaptive", row => row.CoverageAdaptive),
        new("width_pct", row => row.WidthPct),
        new("width_adaptive_pct", row => row.WidthAdaptivePct),
        new("crps_scenario_pct", row => row.CrpsScenarioPct),
        new("crps_analogues_pct", row => row.CrpsAnaloguesPct),
        new("crps_unconditional_pct", row => row.CrpsUnconditionalPct),
        new("crps_skill", row => row.CrpsSkill),
        new("pit_histogram", row => string.Join('|', row.Histogram.Select(count => count.ToString(CultureInfo.InvariantCulture)))),
    ];

    private static IReadOnlyList<ViewColumn<TrackRecord>> RecordView { get; } =
    [
        new("window", row => EventWindow.Parse(row.WindowKey).Label),
        new("of", row => row.Value),
        new("forecasts", row => CellText.ForLine(row.Forecasts)) { Right = true, DropOrder = 2 },
        new("days", row => CellText.ForLine(row.EventDays)) { Right = true, DropOrder = 6 },
        new("inside", row => ScoreView.Percent(row.Coverage)) { Right = true },
        new("95% interval", row => ScoreView.PercentInterval(row.CoverageLo, row.CoverageHi))
        {
            Right = true,
            DropOrder = 7,
        },
        new("adaptive", row => ScoreView.Percent(row.CoverageAdaptive)) { Right = true, DropOrder = 1 },
        new("width %", row => FigureText.Plain(row.WidthPct, 2)) { Right = true, DropOrder = 3 },
        new("scenario", row => FigureText.Plain(row.CrpsScenarioPct, 3)) { Right = true },
        new("analogues", row => FigureText.Plain(row.CrpsAnaloguesPct, 3)) { Right = true, DropOrder = 5 },
        new("all past", row => FigureText.Plain(row.CrpsUnconditionalPct, 3)) { Right = true },
        new("skill", row => ScoreView.Percent(row.CrpsSkill)) { Right = true, DropOrder = 4 },
        new("histogram", row => string.Join(' ', row.Histogram)) { DropOrder = 8 },
    ];

    private static IReadOnlyList<DataColumn<LedgerCheck>> CheckData { get; } =
    [
        new("forecasts", check => check.Forecasts),
        new("outcomes", check => check.Outcomes),
        new("head", check => check.Head),
        new("problems", check => check.ProblemCount),
    ];

    private static IReadOnlyList<ViewColumn<LedgerCheck>> CheckView { get; } =
    [
        new("forecasts", check => check.Forecasts.ToString(CultureInfo.InvariantCulture)) { Right = true },
        new("outcomes", check => CellText.ForLine(check.Outcomes)) { Right = true },
        new("problems", check => CellText.ForLine(check.ProblemCount)) { Right = true },
        new("head", check => check.Head) { Wraps = true },
    ];
}
