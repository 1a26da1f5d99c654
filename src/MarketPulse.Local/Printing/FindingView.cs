using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Local.Printing;

/// <summary>Findings of a family of reactions as printed.</summary>
internal static class FindingView
{
    private const string Signed = "+0.00;-0.00;0.00";

    /// <summary>The rows, with the names of the instruments.</summary>
    public static RowSet Rows(IEnumerable<ReactionFinding> rows, IReadOnlyList<Instrument> instruments, string title)
    {
        Dictionary<string, string> names = instruments.ToDictionary(
            instrument => instrument.Symbol, instrument => instrument.Name, StringComparer.Ordinal);
        return RowSet.Create("findings", rows, View, Data(names), title);
    }

    private static IReadOnlyList<ViewColumn<ReactionFinding>> View { get; } =
    [
        new("symbol", row => row.Reaction.Symbol),
        new("stance", row => Codes<Stance>.Of(row.Reaction.Stance)) { Style = row => EventView.Colour(row.Reaction.Stance) },
        new("days", row => CellText.ForLine(row.Reaction.Days)) { Right = true, DropOrder = 2 },
        new("mean %", row => ScoreView.Number(row.Reaction.MeanPct, Signed)) { Right = true },
        new("95% interval", row => ScoreView.Interval(row.Reaction.LoPct, row.Reaction.HiPct)) { Right = true, DropOrder = 1 },
        new("q", row => ScoreView.Number(row.Reaction.Q, "0.000")) { Right = true },
        new("verdict", row => Codes<ReactionVerdict>.Of(row.Verdict).Replace('_', ' ')) { Style = Colour },
    ];

    private static IReadOnlyList<DataColumn<ReactionFinding>> Data(Dictionary<string, string> names) =>
    [
        new("symbol", row => row.Reaction.Symbol),
        new("name", row => names[row.Reaction.Symbol]),
        new("stance", row => row.Reaction.Stance),
        new("days", row => row.Reaction.Days),
        new("mean_pct", row => row.Reaction.MeanPct),
        new("lo_pct", row => row.Reaction.LoPct),
        new("hi_pct", row => row.Reaction.HiPct),
        new("t", row => row.Reaction.T),
        new("p", row => row.Reaction.P),
        new("q", row => row.Reaction.Q),
        new("q_minute", row => row.QMinute),
        new("q_mean", row => row.QMean),
        new("first_half_pct", row => row.FirstHalfPct),
        new("second_half_pct", row => row.SecondHalfPct),
        new("q_without_year", row => row.QWithoutYear),
        new("without_year", row => row.WithoutYear),
        new("p_placebo", row => row.PPlacebo),
        new("stale_fixing", row => row.IsStale),
        new("verdict", row => row.Verdict),
        new("failed", row => row.Failed.Select(look => Codes<ReactionLook>.Of(look)).ToList()),
    ];

    private static string? Colour(ReactionFinding row) => row.Verdict switch
    {
        ReactionVerdict.Robust => "green",
        ReactionVerdict.Suggestive => "yellow",
        _ => null,
    };
}
