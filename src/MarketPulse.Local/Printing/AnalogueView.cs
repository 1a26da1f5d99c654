using System.Globalization;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;

namespace MarketPulse.Local.Printing;

/// <summary>Analogues and what followed them, as printed.</summary>
internal static class AnalogueView
{
    public static RowSet Analogues(IEnumerable<Analogue> analogues) =>
        RowSet.Create("analogues", analogues, AnalogueColumns, title: "Nearest past events");

    public static RowSet Outcomes(IEnumerable<AnalogueOutcome> outcomes) =>
        RowSet.Create("outcomes", outcomes, OutcomeColumns, title: "What followed them");

    private static readonly IReadOnlyList<ViewColumn<Analogue>> AnalogueColumns =
    [
        new("#", row => row.Rank.ToString(CultureInfo.InvariantCulture)) { Right = true },
        new("time (UTC)", row => row.AnalogueTimeUtc.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        new("stance", row => Codes<Stance>.Of(row.Stance)) { Style = row => EventView.Colour(row.Stance), DropOrder = 1 },
        new("headline", row => row.Headline) { Wraps = true },
        new("distance", row => Term(row.Distance)) { Right = true },
        new("measures", row => Term(row.DistanceMeasures)) { Right = true, DropOrder = 2 },
        new("actors", row => Term(row.DistanceActors)) { Right = true, DropOrder = 3 },
        new("direction", row => Term(row.DistanceStance)) { Right = true, DropOrder = 4 },
        new("topics", row => Term(row.DistanceTopics)) { Right = true, DropOrder = 5 },
        new("certainty", row => Term(row.DistanceCertainty)) { Right = true, DropOrder = 6 },
        new("intensity", row => Term(row.DistanceIntensity)) { Right = true, DropOrder = 7 },
        new("event", row => row.AnalogueId) { DropOrder = 8 },
    ];

    private static readonly IReadOnlyList<ViewColumn<AnalogueOutcome>> OutcomeColumns =
    [
        new("symbol", row => row.Symbol),
        new("window", row => EventWindow.Parse(row.WindowKey).Label),
        new("n", row => row.Count.ToString(CultureInfo.InvariantCulture)) { Right = true },
        new("median CAR %", row => FigureText.WithSign(row.CarMedianPct, 2)) { Right = true },
        new("quartiles", row => ScoreView.Interval(row.CarQ1Pct, row.CarQ3Pct)) { Right = true },
        new("negative", row => ScoreView.Number(row.ShareNegative, "0%")) { Right = true },
        new("adjusted", row => ScoreView.Interval(row.AdjustedQ1, row.AdjustedQ3, "+0;-0;0")) { Right = true, DropOrder = 1 },
    ];

    private static string Term(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
