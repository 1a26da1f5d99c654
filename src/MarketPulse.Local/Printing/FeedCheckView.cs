using System.Globalization;
using MarketPulse.Local.Hosting;

namespace MarketPulse.Local.Printing;

/// <summary>What came back from the sources, as printed.</summary>
internal static class FeedCheckView
{
    private static readonly IReadOnlyList<ViewColumn<FeedCheck>> Columns =
    [
        new("kind", row => row.Kind),
        new("feed", row => row.Feed),
        new("result", row => row.Result) { Style = row => Colour(row.Result) },
        new("outcome", row => row.Outcome) { DropOrder = 1 },
        new("items", row => CellText.ForLine(row.Items)) { Right = true },
        new("newest (UTC)", row => row.NewestUtc?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)) { DropOrder = 2 },
        new("place", row => row.Place) { DropOrder = 3 },
        new("why", row => row.Why) { Wraps = true },
    ];

    public static RowSet Rows(IEnumerable<FeedCheck> checks) => RowSet.Create("checks", checks, Columns, title: "What the sources answer");

    private static string? Colour(string result) => result switch
    {
        FeedCheck.Ok => "green",
        FeedCheck.Failed => "red",
        _ => null,
    };
}
