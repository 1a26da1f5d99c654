using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Local.Printing;

/// <summary>Sensitivity profiles as printed.</summary>
internal static class SensitivityView
{
    private const double MarkedBelow = 0.05;

    public static RowSet Rows(IReadOnlyList<SensitivityProfile> rows, SensitivityQuery query) => RowSet.Create(
        "sensitivity",
        rows,
        Columns(query.Kind != EventIndex.All, rows.Select(row => Math.Abs(row.BetaBps ?? 0)).DefaultIfEmpty().Max()),
        title: "Sensitivity to trade tension (beta: basis points per point of intensity)");

    private static IReadOnlyList<ViewColumn<SensitivityProfile>> Columns(bool byKind, double greatest) =>
    [
        new("symbol", row => row.Symbol),
        new("window", row => EventWindow.Parse(row.WindowKey).Label) { DropOrder = 9 },
        new("kind", row => row.Kind == EventIndex.All ? "all" : row.Value) { DropOrder = byKind ? 0 : 9 },
        new("days", row => CellText.ForLine(row.EventDays)) { Right = true, DropOrder = 1 },
        new("esc %", row => FigureText.WithSign(row.EscalationMeanPct, 2)) { Right = true, DropOrder = 6 },
        new("de-esc %", row => FigureText.WithSign(row.DeescalationMeanPct, 2)) { Right = true, DropOrder = 7 },
        new("spread %", row => FigureText.WithSign(row.SpreadPct, 2)) { Right = true, DropOrder = 8 },
        new("hit", row => Number(row.HitRate, "0%")) { Right = true, DropOrder = 5 },
        new("beta", row => FigureText.WithSign(row.BetaBps, 2)) { Right = true, Style = Colour },
        new("chart", row => Bars.Of(row.BetaBps, greatest)) { Draws = true, DropOrder = 4, Style = Colour },
        new("95% interval", row => ScoreView.Interval(row.BetaLoBps, row.BetaHiBps)) { Right = true, DropOrder = 2 },
        new("q", row => FigureText.Plain(row.QBeta, 3)) { Right = true },
        new("clean (p)", row => Clean(row)) { Right = true, DropOrder = 5 },
        new("shrunk", row => FigureText.WithSign(row.ShrunkBps, 2)) { Right = true, DropOrder = 3 },
        new("placebo p", row => FigureText.Plain(row.PPlacebo, 3)) { Right = true, DropOrder = 10 },
        new("status", row => Codes<SensitivityStatus>.Of(row.Status)),
        new("reason", row => string.Join(", ", row.Reason)) { Wraps = true, DropOrder = 11 },
    ];

    /// <summary>The clean beta with its p; empty without one.</summary>
    private static string Clean(SensitivityProfile row) =>
        row.BetaCleanBps is null ? "" : $"{FigureText.WithSign(row.BetaCleanBps, 2)} ({FigureText.Plain(row.PBetaClean, 3)})";

    private static string Number(double? value, string format) => ScoreView.Number(value, format);

    private static string? Colour(SensitivityProfile row) =>
        row.QBeta is { } q && q < MarkedBelow ? (row.BetaBps < 0 ? "red" : "green") : null;
}
