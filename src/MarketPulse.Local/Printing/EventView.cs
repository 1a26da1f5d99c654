using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Local.Printing;

/// <summary>Trade events as printed.</summary>
internal static class EventView
{
    public static RowSet Rows(IEnumerable<TradeEvent> events, string title = "Trade events") =>
        RowSet.Create("events", events, Columns, title: title);

    /// <summary>The colour of a stance; null for neutral.</summary>
    public static string? Colour(Stance stance) => stance switch
    {
        Stance.Escalation => "red",
        Stance.Deescalation => "green",
        Stance.Mixed => "yellow",
        _ => null,
    };

    private static readonly IReadOnlyList<ViewColumn<TradeEvent>> Columns =
    [
        new("time (UTC)", row => Time(row)),
        new("stance", row => Codes<Stance>.Of(row.Stance)) { Style = row => Colour(row.Stance) },
        new("intensity", row => row.Intensity.ToString("0", CultureInfo.InvariantCulture)) { Right = true },
        new("sources", row => row.Sources.ToString(CultureInfo.InvariantCulture)) { Right = true, DropOrder = 2 },
        new("headline", row => row.Headline) { Wraps = true },
        new("measures", row => string.Join(", ", row.Measures)) { Wraps = true, DropOrder = 3 },
        new("event", row => row.EventId) { DropOrder = 4 },
    ];

    private static string Time(TradeEvent row) => row.EventTimeUtc.UtcDateTime.ToString(
        row.TimeResolution == TimeResolution.Day ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
