using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Local.Printing;

/// <summary>A scenario as printed.</summary>
internal static class ScenarioView
{
    public static RowSet Effects(ScenarioAnswer answer) =>
        RowSet.Create("effects", answer.Effects, EffectColumns, title: "Predicted cumulative abnormal return");

    public static RowSet Summary(ScenarioAnswer answer) => RowSet.Create(
        "scenario", [answer], SummaryColumns, SummaryData, title: "Scenario");

    private static IReadOnlyList<DataColumn<ScenarioAnswer>> SummaryData { get; } =
    [
        new("intensity", answer => answer.Scenario.Intensity),
        new("measure", answer => answer.Scenario.Measure),
        new("topic", answer => answer.Scenario.Topic),
        new("pair", answer => answer.Scenario.Pair),
        new("window_key", answer => answer.Scenario.Window.Key),
        new("horizon", answer => answer.Scenario.Horizon.Code()),
        new("instruments", answer => answer.Effects.Count),
        new("predicted", answer => answer.Predicted),
        new("zero_inside", answer => answer.ZeroInside),
        new("share_zero_inside", answer => answer.ShareZeroInside),
    ];

    private static IReadOnlyList<ViewColumn<ScenarioAnswer>> SummaryColumns { get; } =
    [
        new("intensity", answer => ScoreView.Number(answer.Scenario.Intensity, "+0.#;-0.#;0")) { Right = true },
        new("of", answer => string.Join(", ", answer.Scenario.Kinds.Select(kind => kind.Value))),
        new("window", answer => answer.Scenario.Window.Label),
        new("horizon", answer => answer.Scenario.Horizon.Code()) { DropOrder = 1 },
        new("instruments", answer => CellText.ForLine(answer.Effects.Count)) { Right = true },
        new("predicted", answer => CellText.ForLine(answer.Predicted)) { Right = true },
        new("zero inside", answer => answer.ShareZeroInside is { } share ? $"{answer.ZeroInside} ({ScoreView.Number(share, "0%")})" : "")
        {
            Right = true,
        },
    ];

    private static IReadOnlyList<ViewColumn<ScenarioEffect>> EffectColumns { get; } =
    [
        new("symbol", row => row.Symbol),
        new("predicted %", row => FigureText.WithSign(row.PredictedPct, 2)) { Right = true, Style = Colour },
        new("95% interval", row => ScoreView.Interval(row.PredictedLoPct, row.PredictedHiPct)) { Right = true },
        new("adaptive", row => ScoreView.Interval(row.AdaptiveLoPct, row.AdaptiveHiPct)) { Right = true, DropOrder = 1 },
        new("zero inside", row => row.ZeroInside switch { true => "yes", false => "no", null => "" }) { DropOrder = 2 },
        new("beta", row => FigureText.WithSign(row.BetaBps, 2)) { Right = true, DropOrder = 4 },
        new("rests on", row => row.Kind == EventIndex.All ? "all" : $"{row.Kind} {row.Value}") { DropOrder = 3 },
        new("days", row => CellText.ForLine(row.EventDays)) { Right = true, DropOrder = 5 },
        new("why none", row => string.Join(", ", row.Reason)) { Wraps = true },
    ];

    private static string? Colour(ScenarioEffect row) => row.ZeroInside == false ? (row.PredictedPct < 0 ? "red" : "green") : null;
}
