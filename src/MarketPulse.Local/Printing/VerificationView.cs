using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Verification;

namespace MarketPulse.Local.Printing;

/// <summary>A verification as printed.</summary>
internal static class VerificationView
{
    public static IReadOnlyList<RowSet> Sections(VerificationResult result) =>
    [
        RowSet.Create("period", [result], PeriodView, PeriodData, "Replayed"),
        RowSet.Create("scores", result.Scores, Scores, title: "Scores of quiet windows (nominal: 5% beyond 95, 1% beyond 99)"),
        RowSet.Create("scenarios", result.Scenarios, Scenarios, title: "Outcomes inside the prediction interval (nominal: 95%)"),
        RowSet.Create(
            "analogues",
            result.Analogues,
            Analogues,
            title: "Past events weighted by likeness, against all alike (CRPS in percent; smaller is better)"),
    ];

    /// <summary>All figures in one table, one per row.</summary>
    public static RowSet Figures(VerificationResult result) => RowSet.Create("figures", Sections(result).Skip(1).SelectMany(Figures));

    private static IReadOnlyList<DataColumn<VerificationResult>> PeriodData { get; } =
    [
        new("from", result => result.From),
        new("to", result => result.To),
        new("events", result => result.Events),
    ];

    private static IReadOnlyList<ViewColumn<VerificationResult>> PeriodView { get; } =
    [
        new("from", result => CellText.ForLine(result.From)),
        new("to", result => CellText.ForLine(result.To)),
        new("events", result => CellText.ForLine(result.Events)) { Right = true },
    ];

    private static IReadOnlyList<ViewColumn<ScoreCalibration>> Scores { get; } =
    [
        new("window", row => Label(row.WindowKey)),
        new("instruments", row => CellText.ForLine(row.Instruments)) { Right = true, DropOrder = 4 },
        new("windows", row => CellText.ForLine(row.Windows)) { Right = true },
        new("adjusted 95", row => ScoreView.Percent(row.AdjustedBeyond95)) { Right = true },
        new("adjusted 99", row => ScoreView.Percent(row.AdjustedBeyond99)) { Right = true },
        new("overall 95", row => ScoreView.Percent(row.OverallBeyond95)) { Right = true },
        new("overall 99", row => ScoreView.Percent(row.OverallBeyond99)) { Right = true, DropOrder = 3 },
        new("classical 95", row => ScoreView.Percent(row.ClassicalBeyond95)) { Right = true, DropOrder = 1 },
        new("classical 99", row => ScoreView.Percent(row.ClassicalBeyond99)) { Right = true, DropOrder = 2 },
    ];

    private static IReadOnlyList<ViewColumn<ScenarioCoverage>> Scenarios { get; } =
    [
        new("window", row => Label(row.WindowKey)),
        new("event days", row => CellText.ForLine(row.EventDays)) { Right = true },
        new("predictions", row => CellText.ForLine(row.Predictions)) { Right = true },
        new("inside", row => ScoreView.Percent(row.Coverage)) { Right = true },
        new("95% interval", row => ScoreView.PercentInterval(row.CoverageLo, row.CoverageHi))
        {
            Right = true,
            DropOrder = 3,
        },
        new("adaptive", row => ScoreView.Percent(row.CoverageAdaptive)) { Right = true },
        new("adaptive 95% interval", row => ScoreView.PercentInterval(row.CoverageAdaptiveLo, row.CoverageAdaptiveHi))
        {
            Right = true,
            DropOrder = 6,
        },
        new("alone", row => CellText.ForLine(row.Alone)) { Right = true, DropOrder = 4 },
        new("inside alone", row => ScoreView.Percent(row.CoverageAlone)) { Right = true, DropOrder = 5 },
        new("width %", row => FigureText.Plain(row.WidthPct, 2)) { Right = true },
        new("adaptive width %", row => FigureText.Plain(row.WidthAdaptivePct, 2)) { Right = true, DropOrder = 7 },
        new("zero inside", row => ScoreView.Percent(row.ShareZeroInside)) { Right = true, DropOrder = 2 },
        new("no prediction", row => CellText.ForLine(row.WithoutPrediction)) { Right = true, DropOrder = 1 },
    ];

    private static IReadOnlyList<ViewColumn<AnalogueSkill>> Analogues { get; } =
    [
        new("window", row => Label(row.WindowKey)),
        new("event days", row => CellText.ForLine(row.EventDays)) { Right = true },
        new("comparisons", row => CellText.ForLine(row.Comparisons)) { Right = true, DropOrder = 1 },
        new("analogues", row => FigureText.Plain(row.CrpsAnaloguesPct, 3)) { Right = true },
        new("all past", row => FigureText.Plain(row.CrpsUnconditionalPct, 3)) { Right = true },
        new("weighted", row => CellText.ForLine(row.Weighted)) { Right = true, DropOrder = 3 },
        new("bandwidth", row => FigureText.Plain(row.Bandwidth, 2)) { Right = true, DropOrder = 4 },
        new("Diebold-Mariano", row => FigureText.WithSign(row.DieboldMariano, 2)) { Right = true, DropOrder = 2 },
        new("p", row => FigureText.Plain(row.PValue, 3)) { Right = true },
        new("analogues are", row => row.Verdict),
    ];

    private static string Label(string windowKey) => EventWindow.Parse(windowKey).Label;

    private static IEnumerable<Figure> Figures(RowSet set) =>
        from row in set.DataRows()
        from column in set.DataNames.Select((name, i) => (Name: name, Value: row[i])).Skip(1)
        select new Figure(set.Name, (string)row[0]!, column.Name, column.Value);

    private sealed record Figure(string Part, string WindowKey, string Name, object? Value);
}
