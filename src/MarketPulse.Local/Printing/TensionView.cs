using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Local.Printing;

/// <summary>The tension index as printed.</summary>
internal static class TensionView
{
    public static RowSet Rows(IEnumerable<TensionDay> days) =>
        RowSet.Create("index", days, View, Data, "Trade-tension index (100 = mean of the base window)");

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
        new("gross", day => ScoreView.Number(day.Gross, "0.0")) { Right = true },
        new("7 days", day => ScoreView.Number(day.Gross7d, "0.0")) { Right = true, DropOrder = 4 },
        new("30 days", day => ScoreView.Number(day.Gross30d, "0.0")) { Right = true, DropOrder = 3 },
        new("escalation", day => ScoreView.Number(day.Escalation, "0.0")) { Right = true },
        new("easing", day => ScoreView.Number(day.Easing, "0.0")) { Right = true },
        new("net", day => ScoreView.Number(day.Net, "+0.0;-0.0;0.0")) { Right = true, DropOrder = 2 },
        new("articles", day => CellText.ForLine(day.Articles)) { Right = true, DropOrder = 1 },
        new("relevant", day => CellText.ForLine(day.Relevant)) { Right = true, DropOrder = 1 },
        new("regime", day => day.Regime),
    ];
}
