using MarketPulse.Core.Contract;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Local.Printing;

/// <summary>The tension index as printed.</summary>
internal static class TensionView
{
    /// <summary>The index with bars of the net tension: to the right for escalation, to the left for easing.</summary>
    public static RowSet Rows(IReadOnlyList<TensionDay> days)
    {
        double greatest = days.Select(day => Math.Abs(day.Net ?? 0)).DefaultIfEmpty().Max();
        int after = View.TakeWhile(column => column.Title != "net").Count() + 1;
        ViewColumn<TensionDay> bar = new("chart", day => Bars.Of(day.Net, greatest)) { Draws = true, DropOrder = 2 };
        return RowSet.Create(
            "index", days, [.. View.Take(after), bar, .. View.Skip(after)], Data, "Trade-tension index (100 = mean of the base window)");
    }

    private static IReadOnlyList<DataColumn<TensionDay>> Data { get; } =
    [
        new("date", day => day.Date),
        new("gross", day => day.Gross),
        new("escalation", day => day.Escalation),
        new("easing", day => day.Easing),
        new("net", day => day.Net),
        new("gross_7d", day => day.Gross7d),
        new("gross_30d", day => day.Gross30d),
        new("articles", day => day.Articles),
        new("relevant", day => day.Relevant),
        new("regime", day => day.Regime),
    ];

    private static IReadOnlyList<ViewColumn<TensionDay>> View { get; } =
    [
        new("date", day => CellText.ForLine(day.Date)),
        new("gross", day => FigureText.Plain(day.Gross, 1)) { Right = true },
        new("7 days", day => FigureText.Plain(day.Gross7d, 1)) { Right = true, DropOrder = 4 },
        new("30 days", day => FigureText.Plain(day.Gross30d, 1)) { Right = true, DropOrder = 3 },
        new("escalation", day => FigureText.Plain(day.Escalation, 1)) { Right = true },
        new("easing", day => FigureText.Plain(day.Easing, 1)) { Right = true },
        new("net", day => FigureText.WithSign(day.Net, 1)) { Right = true, DropOrder = 1 },
        new("articles", day => CellText.ForLine(day.Articles)) { Right = true, DropOrder = 5 },
        new("relevant", day => CellText.ForLine(day.Relevant)) { Right = true, DropOrder = 5 },
        new("regime", day => day.Regime),
    ];
}
