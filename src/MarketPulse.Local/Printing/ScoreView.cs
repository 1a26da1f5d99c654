using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;

namespace MarketPulse.Local.Printing;

/// <summary>Impact scores as printed.</summary>
internal static class ScoreView
{
    /// <summary>False discovery rate below which a score is coloured.</summary>
    private const double MarkedBelow = 0.05;

    public static RowSet Rows(IEnumerable<ImpactScore> scores, string title = "Impact scores") =>
        RowSet.Create("scores", scores, Columns, title: title);

    /// <summary>The scores with bars of their abnormal returns.</summary>
    public static RowSet Drawn(IReadOnlyList<ImpactScore> scores)
    {
        double greatest = scores.Select(score => Math.Abs(score.CarPct ?? 0)).DefaultIfEmpty().Max();
        int after = Columns.TakeWhile(column => column.Title != "CAR %").Count() + 1;
        ViewColumn<ImpactScore> bar = new("chart", row => Bars.Of(row.CarPct, greatest))
        {
            Draws = true,
            DropOrder = 2,
            Style = Colour,
        };
        return RowSet.Create("scores", scores, [.. Columns.Take(after), bar, .. Columns.Skip(after)], title: "Impact scores");
    }

    /// <summary>The columns of a score; the colour shows the direction where <c>q_event</c> is below 0.05.</summary>
    public static IReadOnlyList<ViewColumn<ImpactScore>> Columns { get; } =
    [
        new("day 0", row => CellText.ForLine(row.Day0) ?? CellText.ForLine(row.EventTimeUtc)![..10]),
        new("symbol", row => row.Symbol),
        new("window", row => EventWindow.Parse(row.WindowKey).Label),
        new("CAR %", row => FigureText.WithSign(row.CarPct, 2)) { Right = true, Style = Colour },
        new("95% interval", row => Interval(row.CarLoPct, row.CarHiPct)) { Right = true, DropOrder = 1 },
        new("market % (score)", row => Market(row.MarketEffectPct, row.MarketScore)) { Right = true, DropOrder = 2 },
        new("adjusted", row => FigureText.WithSign(row.AdjustedScore, 1)) { Right = true, Style = Colour },
        new("q", row => FigureText.Plain(row.QEvent, 3)) { Right = true },
        new("volume", row => FigureText.WithSign(row.VolumeScore, 1)) { Right = true, DropOrder = 5 },
        new("releases", row => row.Confounders.Replace("|", ", ", StringComparison.Ordinal)) { DropOrder = 6 },
        new("status", row => Status(row)) { DropOrder = 3 },
        new("event", row => row.EventId) { DropOrder = 4 },
    ];

    /// <summary>An interval with signs; empty without one.</summary>
    public static string Interval(double? low, double? high, string format = "+0.00;-0.00;0.00") =>
        low is null ? "" : $"{Number(low, format)} to {Number(high, format)}";

    /// <summary>The market effect with its score; empty without one.</summary>
    public static string Market(double? percent, double? score) =>
        percent is null ? "" : $"{FigureText.WithSign(percent, 2)} ({FigureText.WithSign(score, 1)})";

    /// <summary>A share as a percentage; empty without one.</summary>
    public static string Percent(double? share) => share is null ? "" : $"{FigureText.Plain(100 * share, 1)}%";

    /// <summary>An interval of shares as percentages; empty without one.</summary>
    public static string PercentInterval(double? low, double? high) => low is null ? "" : $"{Percent(low)} to {Percent(high)}";

    public static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private static string Status(ImpactScore row) =>
        row.Reason.Length == 0 ? Codes<ScoreStatus>.Of(row.Status) : $"{Codes<ScoreStatus>.Of(row.Status)}: {row.Reason}";

    private static string? Colour(ImpactScore row) => row.QEvent is { } q && q < MarkedBelow ? (row.CarPct < 0 ? "red" : "green") : null;
}
