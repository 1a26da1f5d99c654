using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Local.Printing;

/// <summary>Findings as printed.</summary>
internal static class FindingView
{
    /// <summary>The reactions with their verdicts, and optionally the figures of the robustness checks.</summary>
    public static RowSet Rows(IEnumerable<ReactionFinding> rows, string title, bool withChecks) =>
        RowSet.Create("findings", rows, withChecks ? [.. Reaction, .. Checks, VerdictWithFailures] : [.. Reaction, Verdict], title: title);

    /// <summary>What could not be tested or checked, and why: one sentence for each reason.</summary>
    public static IEnumerable<string> Missing(IReadOnlyCollection<ReactionFinding> rows) => rows.SelectMany(row => row.Reason)
        .GroupBy(reason => reason, StringComparer.Ordinal)
        .Select(same => string.Create(CultureInfo.InvariantCulture, $"{same.Count()} of {rows.Count} reactions: {Meaning(same.Key)}."));

    private static string Meaning(string reason) => reason switch
    {
        "too_few_events" => "not tested, because there are fewer than six event days",
        "minute_too_few_events" => "the check with times known to the minute has fewer than six event days, so it counts as failed",
        "mean_too_few_events" => "the check with the mean-adjusted model has fewer than six event days, so it counts as failed",
        "halves_too_few_events" => "a half of the period has fewer than six event days, so the check of the halves counts as failed",
        "years_too_few_events" => "without some year there are fewer than six event days, so the check of the years counts as failed",
        "placebo_too_few_quiet_days" => "there are too few days away from all events for the placebo, so it counts as failed",
        "stale_untested" => "whether prices are stale cannot be tested without a benchmark, so that check counts as failed",
        _ => reason,
    };

    private static IReadOnlyList<ViewColumn<ReactionFinding>> Reaction { get; } =
    [
        new("symbol", row => row.Symbol),
        new("stance", row => Codes<Stance>.Of(row.Stance)) { Style = row => EventView.Colour(row.Stance) },
        new("days", row => CellText.ForLine(row.Days)) { Right = true, DropOrder = 2 },
        new("mean %", row => FigureText.WithSign(row.MeanPct, 2)) { Right = true },
        new("95% interval", row => ScoreView.Interval(row.LoPct, row.HiPct)) { Right = true, DropOrder = 1 },
        new("q", row => Probability(row.Q)) { Right = true },
    ];

    private static IReadOnlyList<ViewColumn<ReactionFinding>> Checks { get; } =
    [
        new("minute q", row => Probability(row.QMinute)) { Right = true, DropOrder = 8 },
        new("mean-adjusted q", row => Probability(row.QMean)) { Right = true, DropOrder = 7 },
        new("halves %", Halves) { Right = true, DropOrder = 6 },
        new("q without a year", Years) { Right = true, DropOrder = 5 },
        new("placebo p", row => Probability(row.PPlacebo)) { Right = true, DropOrder = 4 },
    ];

    private static ViewColumn<ReactionFinding> Verdict { get; } =
        new("verdict", VerdictOf) { Style = Colour };

    private static ViewColumn<ReactionFinding> VerdictWithFailures { get; } =
        new(
            "verdict",
            row => row.Verdict == ReactionVerdict.Suggestive ? $"{VerdictOf(row)}: fails {string.Join(", ", row.Failed)}" : VerdictOf(row))
        {
            Wraps = true,
            Style = Colour,
        };

    private static string VerdictOf(ReactionFinding row) => Codes<ReactionVerdict>.Of(row.Verdict).Replace('_', ' ');

    private static string Probability(double? value) => FigureText.Plain(value, 3);

    private static string Halves(ReactionFinding row) => row.FirstHalfPct is null || row.SecondHalfPct is null
        ? ""
        : $"{FigureText.WithSign(row.FirstHalfPct, 2)}, {FigureText.WithSign(row.SecondHalfPct, 2)}";

    private static string Years(ReactionFinding row) =>
        row.WithoutYear is { } year ? $"{Probability(row.QWithoutYear)} ({CellText.ForLine(year)})" : "";

    private static string? Colour(ReactionFinding row) => row.Verdict switch
    {
        ReactionVerdict.Robust => "green",
        ReactionVerdict.Suggestive => "yellow",
        _ => null,
    };
}
