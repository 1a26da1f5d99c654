using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;

namespace MarketPulse.Local.Printing;

/// <summary>Dates ahead as printed.</summary>
internal static class UpcomingView
{
    public static RowSet Rows(IReadOnlyList<UpcomingDate> rows) =>
        RowSet.Create("upcoming", rows, Columns, title: "Dates ahead (UTC days)");

    private static readonly IReadOnlyList<ViewColumn<UpcomingDate>> Columns =
    [
        new("date", row => CellText.ForLine(row.Date)),
        new("what", row => Codes<ScheduleKind>.Of(row.What)),
        new("status", row => Codes<UpcomingStatus>.Of(row.Status)) { Style = Colour },
        new("basis", row => row.Basis) { DropOrder = 1 },
        new("pairs", row => string.Join(", ", row.Pairs)) { DropOrder = 2 },
        new("event", row => row.EventId) { DropOrder = 4 },
        new("overtaken by", row => row.OvertakenBy) { DropOrder = 5 },
        new("headline", row => row.Headline) { Wraps = true },
        new("measures", row => string.Join(", ", row.Measures)) { Wraps = true, DropOrder = 3 },
    ];

    private static string? Colour(UpcomingDate row) => row.Status == UpcomingStatus.Pending ? "yellow" : "grey";
}
