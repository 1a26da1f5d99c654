using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Local.Study;

namespace MarketPulse.Local.Printing;

/// <summary>Event studies and the tests across them, as printed.</summary>
internal static class StudyView
{
    private const string Coefficient = "+0.####;-0.####;0";

    public static RowSet Rows(IEnumerable<StudyRow> rows) => RowSet.Create("studies", rows, RowColumns, RowData, "Event studies");

    public static RowSet Tests(IEnumerable<TestSummary> tests) =>
        RowSet.Create("tests", tests, TestColumns, title: "Tests across events and instruments");

    public static RowSet CalendarTime(IEnumerable<CalendarTimePortfolio> portfolios) =>
        RowSet.Create("portfolios", portfolios, PortfolioColumns, title: "Calendar-time portfolio of all events and instruments");

    public static RowSet Effects(IEnumerable<CharacteristicEffect> effects) =>
        RowSet.Create("effects", effects, EffectColumns, title: "CARs on characteristics, errors clustered by day 0");

    public static RowSet Synthetic(IEnumerable<SyntheticEffect> effects) =>
        RowSet.Create("synthetic", effects, SyntheticColumns, title: "Synthetic control beside the market model");

    private static IReadOnlyList<DataColumn<StudyRow>> RowData { get; } =
        [.. RowSchema.Of<StudyRow>().Columns.Select(column => new DataColumn<StudyRow>(column.Name, row => column.Read(row)))];

    private static IReadOnlyList<ViewColumn<StudyRow>> RowColumns { get; } =
    [
        new("event", row => row.EventId),
        new("day 0", row => row.Day0),
        new("symbol", row => row.Symbol),
        new("benchmark", row => row.Benchmark) { DropOrder = 6 },
        new("window", row => EventWindow.Parse(row.Window).Label),
        new("CAR %", row => FigureText.WithSign(100 * row.Car, 2)) { Right = true },
        new("95% interval", row => ScoreView.Interval(100 * row.CarLo, 100 * row.CarHi)) { Right = true, DropOrder = 3 },
        new("market % (score)", row => ScoreView.Market(100 * row.MarketEffect, row.MarketScore)) { Right = true, DropOrder = 2 },
        new("adjusted", row => FigureText.WithSign(row.AdjustedScore, 1)) { Right = true },
        new("q", row => FigureText.Plain(row.QEvent, 3)) { Right = true, DropOrder = 2 },
        new("overall", row => FigureText.Plain(row.OverallScore, 1)) { Right = true, DropOrder = 4 },
        new("confounders", row => row.Confounders.Replace("|", ", ", StringComparison.Ordinal)) { DropOrder = 5 },
        new("status", Status) { DropOrder = 1 },
    ];

    private static IReadOnlyList<ViewColumn<TestSummary>> TestColumns { get; } =
    [
        new("subject", row => row.Subject),
        new("benchmark", row => row.Benchmark) { DropOrder = 6 },
        new("window", row => EventWindow.Parse(row.Window).Label),
        new("N", row => CellText.ForLine(row.Count)) { Right = true },
        new("mean CAR %", row => FigureText.WithSign(100 * row.MeanCar, 2)) { Right = true },
        new("clean %", row => FigureText.WithSign(100 * row.MeanCarClean, 2)) { Right = true, DropOrder = 6 },
        new("p headline", row => FigureText.Plain(row.PHeadline, 3)) { Right = true },
        new("q", row => FigureText.Plain(row.QHeadline, 3)) { Right = true },
        new("t", row => FigureText.Plain(row.PCrossSection, 3)) { Right = true, DropOrder = 3 },
        new("Patell", row => FigureText.Plain(row.PPatell, 3)) { Right = true, DropOrder = 5 },
        new("rank", row => FigureText.Plain(row.PCorrado, 3)) { Right = true, DropOrder = 2 },
        new("gen. rank", row => FigureText.Plain(row.PGeneralisedRank, 3)) { Right = true, DropOrder = 2 },
        new("sign", row => FigureText.Plain(row.PSign, 3)) { Right = true, DropOrder = 4 },
        new("bootstrap", row => FigureText.Plain(row.PBootstrap, 3)) { Right = true, DropOrder = 1 },
    ];

    private static IReadOnlyList<ViewColumn<CalendarTimePortfolio>> PortfolioColumns { get; } =
    [
        new("window", row => EventWindow.Parse(row.Window).Label),
        new("days", row => CellText.ForLine(row.Days)) { Right = true },
        new("studies", row => CellText.ForLine(row.Studies)) { Right = true },
        new("mean AR %", row => FigureText.WithSign(100 * row.MeanAr, 3)) { Right = true },
        new("95% interval", row => ScoreView.Interval(100 * row.MeanArLo, 100 * row.MeanArHi)) { Right = true },
        new("t", row => FigureText.WithSign(row.T, 2)) { Right = true },
        new("p", row => FigureText.Plain(row.P, 3)) { Right = true },
    ];

    private static IReadOnlyList<ViewColumn<CharacteristicEffect>> EffectColumns { get; } =
    [
        new("window", row => EventWindow.Parse(row.Window).Label),
        new("characteristic", row => row.Characteristic),
        new("% per unit", row => ScoreView.Number(100 * row.Coefficient, Coefficient)) { Right = true },
        new("95% interval", row => row.CoefficientLo is null
            ? ""
            : $"{ScoreView.Number(100 * row.CoefficientLo, Coefficient)} to {ScoreView.Number(100 * row.CoefficientHi, Coefficient)}")
        {
            Right = true,
        },
        new("p clustered", row => FigureText.Plain(row.P, 3)) { Right = true },
        new("p bootstrap", row => FigureText.Plain(row.PBootstrap, 3)) { Right = true },
        new("CARs", row => CellText.ForLine(row.Observations)) { Right = true, DropOrder = 2 },
        new("event days", row => CellText.ForLine(row.EventDays)) { Right = true, DropOrder = 1 },
    ];

    private static IReadOnlyList<ViewColumn<SyntheticEffect>> SyntheticColumns { get; } =
    [
        new("event", row => row.EventId),
        new("day 0", row => row.Day0) { DropOrder = 4 },
        new("window", row => EventWindow.Parse(row.Window).Label),
        new("synthetic %", row => FigureText.WithSign(100 * row.SyntheticCar, 2)) { Right = true },
        new("p donors", row => FigureText.Plain(row.PDonors, 3)) { Right = true },
        new("p dates", row => FigureText.Plain(row.PDates, 3)) { Right = true },
        new("market model %", row => FigureText.WithSign(100 * row.Car, 2)) { Right = true },
        new("p adjusted", row => FigureText.Plain(row.PAdjusted, 3)) { Right = true, DropOrder = 2 },
        new("market % (score)", row => ScoreView.Market(100 * row.Row.MarketEffect, row.Row.MarketScore)) { Right = true, DropOrder = 3 },
        new("weights", row => row.Reason.Length > 0 ? row.Reason : row.Weights.Replace("|", ", ", StringComparison.Ordinal))
        {
            Wraps = true,
            DropOrder = 1,
        },
    ];

    private static string Status(StudyRow row) =>
        row.Reason.Length == 0 ? Codes<ScoreStatus>.Of(row.Status) : $"{Codes<ScoreStatus>.Of(row.Status)}: {row.Reason}";
}
