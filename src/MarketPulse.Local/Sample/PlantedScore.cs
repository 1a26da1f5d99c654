using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Sample;

/// <summary>A score of the sample with the planted value.</summary>
/// <param name="Score">The estimated score.</param>
/// <param name="PlantedPct">The abnormal return planted in the window, in percent; null for the market itself.</param>
internal sealed record PlantedScore(ImpactScore Score, double? PlantedPct)
{
    /// <summary>Whether the 95% interval contains the planted value; null when there is nothing to compare.</summary>
    public bool? CoversPlanted =>
        PlantedPct is { } planted && Score is { CarLoPct: { } lo, CarHiPct: { } hi } ? lo <= planted && planted <= hi : null;

    /// <summary>All columns of a score, and <c>planted_pct</c>.</summary>
    public static IReadOnlyList<DataColumn<PlantedScore>> DataColumns { get; } =
    [
        .. RowSchema.Of<ImpactScore>().Columns.Select(
            column => new DataColumn<PlantedScore>(column.SnakeName, row => column.Read(row.Score))),
        new("planted_pct", row => row.PlantedPct),
    ];

    /// <summary>The columns of a printed score, with the planted value before the estimate.</summary>
    public static IReadOnlyList<ViewColumn<PlantedScore>> ViewColumns { get; } =
    [
        .. ScoreView.Columns.TakeWhile(column => column.Title != "CAR %").Select(OfPlanted),
        new("planted %", row => FigureText.WithSign(row.PlantedPct, 1)) { Right = true },
        .. ScoreView.Columns.SkipWhile(column => column.Title != "CAR %").Select(OfPlanted),
    ];

    private static ViewColumn<PlantedScore> OfPlanted(ViewColumn<ImpactScore> column) => new(column.Title, row => column.Text(row.Score))
    {
        Right = column.Right,
        Wraps = column.Wraps,
        DropOrder = column.DropOrder,
        Style = column.Style is { } style ? row => style(row.Score) : null,
    };
}
