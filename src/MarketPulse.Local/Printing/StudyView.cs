using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Impact.Significance;

namespace MarketPulse.Local.Printing;

/// <summary>Event studies and the tests across them, as printed.</summary>
internal static class StudyView
{
    public static RowSet Rows(IEnumerable<StudyRow> rows) => RowSet.Create("studies", rows, RowColumns, RowData, "Event studies");

    public static RowSet Tests(IEnumerable<TestSummary> tests) =>
        RowSet.Create("tests", tests, TestColumns, title: "Tests across events and instruments");

    private static IReadOnlyList<DataColumn<StudyRow>> RowData { get; } =
        [.. RowSchema.Of<StudyRow>().Columns.Select(column => new DataColumn<StudyRow>(column.Name, row => column.Read(row)))];

    private static IReadOnlyList<ViewColumn<StudyRow>> RowColumns { get; } =
    [
        new("event", row => row.EventId),
        new("day 0", row => row.Day0),
        new("symbol", row => row.Symbol),
        new("window", row => EventWindow.Parse(row.Window).Label),
        new("CAR %", row => FigureText.WithSign(100 * row.Car, 2)) { Right = true },
        new("95% interval", row => ScoreView.Interval(100 * row.CarLo, 100 * row.CarHi)) { Right = true, DropOrder = 3 },
        new("adjusted", row => FigureText.WithSign(row.AdjustedScore, 1)) { Right = true },
        new("q", row => FigureText.Plain(row.QEvent, 3)) { Right = true, DropOrder = 2 },
        new("overall", row => FigureText.Plain(row.OverallScore, 1)) { Right = true, DropOrder = 4 },
        new("status", Status) { DropOrder = 1 },
    ];

    private static IReadOnlyList<ViewColumn<TestSummary>> TestColumns { get; } =
    [
        new("subject", row => row.Subject),
        new("window", row => EventWindow.Parse(row.Window).Label),
        new("N", row => CellText.ForLine(row.Count)) { Right = true },
        new("mean CAR %", row => FigureText.WithSign(100 * row.MeanCar, 2)) { Right = true },
        new("p headline", row => FigureText.Plain(row.PHeadline, 3)) { Right = true },
        new("q", row => FigureText.Plain(row.QHeadline, 3)) { Right = true },
        new("t", row => FigureText.Plain(row.PCrossSection, 3)) { Right = true, DropOrder = 3 },
        new("Patell", row => FigureText.Plain(row.PPatell, 3)) { Right = true, DropOrder = 5 },
        new("rank", row => FigureText.Plain(row.PCorrado, 3)) { Right = true, DropOrder = 2 },
        new("sign", row => FigureText.Plain(row.PSign, 3)) { Right = true, DropOrder = 4 },
        new("bootstrap", row => FigureText.Plain(row.PBootstrap, 3)) { Right = true, DropOrder = 1 },
    ];

    private static string Status(StudyRow row) =>
        row.Reason.Length == 0 ? Codes<ScoreStatus>.Of(row.Status) : $"{Codes<ScoreStatus>.Of(row.Status)}: {row.Reason}";
}
