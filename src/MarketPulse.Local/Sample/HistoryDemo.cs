using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Commands;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Sample;

/// <summary><c>marketpulse demo</c>: real events through the real pipeline, and what they did to exchange rates.</summary>
internal static class HistoryDemo
{
    /// <summary>Number of rows in the printed tables; JSON and CSV have all of them.</summary>
    private const int Shown = 10, DaysShown = 5;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly string DayZero = new EventWindow(0, 0).Key;

    /// <summary>Reads the history, runs it through the pipeline, and prints the findings.</summary>
    public static async Task RunAsync(
        CommandContext context, string? folder, DemoStorageOptions options, CancellationToken cancellationToken)
    {
        HistorySample sample = HistorySample.Read(folder, context.Tell, context.Clock);
        var input = new IngestInput(sample.Articles, sample.Histories, sample.Instruments, HistorySample.Feed);
        IngestResult result = await options.IngestAsync(input, context, cancellationToken);
        if (context.Output.Format == OutputFormat.Table)
        {
            Tell(context.Output, sample, result);
        }
        else
        {
            context.Output.WriteDocument(
            [
                EventView.Rows(result.Events),
                FindingView.Rows(result.Findings, "Findings", withChecks: true),
                ScoreView.Rows(result.Scores),
            ]);
        }
    }

    private static void Tell(Output output, HistorySample sample, IngestResult result)
    {
        IReadOnlyList<ReactionFinding> findings = [.. result.Findings.OrderBy(row => row.P ?? 1)];
        ReactionFinding[] tested = [.. findings.Where(row => row.Q is not null)];
        IReadOnlyList<Article> articles = sample.Articles;
        output.Say(string.Create(
            Invariant,
            $"Real history: {articles.Count} reports, {articles.Min(one => one.Published):yyyy-MM} to "
            + $"{articles.Max(one => one.Published):yyyy-MM}; exchange rates of the Federal Reserve, noon in New York, as the value of the "
            + $"currency in dollars."));
        output.Say(string.Create(
            Invariant,
            $"Detected: {result.Events.Count} events. The detector was developed with these texts in sight, so this is in-sample. "
            + $"{sample.Events.Count - articles.Count} scheduled starts of duties are left out: they were known in advance."));
        output.Say("");
        output.Write(Years(result.Events));
        output.Say("");
        output.Write(FindingView.Rows(
            tested.Take(Shown),
            string.Create(
                Invariant,
                $"Reactions on day 0, net of the dollar index: the {Math.Min(Shown, tested.Length)} clearest of {tested.Length} tested"),
            withChecks: false));
        string[] notes = [Summary(tested), Failures(tested), .. FindingView.Missing(findings), Stale(findings)];
        foreach (string note in notes.Where(note => note.Length > 0))
        {
            output.Say(note);
        }

        output.Say(Catalogued(HistoryFindings.Catalogued(sample)));
        output.Say("");
        output.Write(StrongestDays(result));
        output.Say("");
        output.Say(
            "How to read it: q is the share of false findings to expect if everything up to this row is called found; below 0.05 counts. "
            + "A reaction is robust only if it also passes every robustness check of docs/history.md.");
        output.Say(
            "Next: marketpulse demo --data history keeps the data; then marketpulse explain EVENT SYMBOL --data history explains one "
            + "score, marketpulse scores --data history lists all, and marketpulse serve --data history shows the page.");
    }

    private static RowSet Years(IReadOnlyList<TradeEvent> events) => RowSet.Create(
        "years",
        events.GroupBy(found => found.EventTimeUtc.Year).OrderBy(year => year.Key),
        [
            new("year", year => year.Key.ToString(Invariant)),
            new("events", year => CellText.ForLine(year.Count())) { Right = true },
            new("escalation", year => Count(year, Stance.Escalation)) { Right = true },
            new("deescalation", year => Count(year, Stance.Deescalation)) { Right = true },
            new("mixed", year => Count(year, Stance.Mixed)) { Right = true },
            new("neutral", year => Count(year, Stance.Neutral)) { Right = true },
        ],
        data: [],
        title: "Detected events");

    private static string? Count(IEnumerable<TradeEvent> events, Stance stance) =>
        CellText.ForLine(events.Count(found => found.Stance == stance));

    private static string Summary(ReactionFinding[] findings)
    {
        ReactionFinding[] found = [.. findings.Where(row => row.Verdict != ReactionVerdict.NotFound)];
        string[] robust = [.. found.Where(row => row.Verdict == ReactionVerdict.Robust).Select(Named)];
        int escalations = found.Count(row => row.Stance == Stance.Escalation);
        string survivors = robust.Length == 0
            ? "none passes every robustness check, so all are suggestive"
            : $"robust: {string.Join(", ", robust)}";
        return findings.Length == 0 ? ""
            : found.Length == 0 ? string.Create(Invariant, $"Nothing is found: none of the {findings.Length} reactions has q below 0.05.")
            : string.Create(
                Invariant,
                $"Of {findings.Length} reactions, {found.Length} have q below 0.05: {escalations} to escalation, "
                + $"{found.Length - escalations} to de-escalation; {survivors}.");
    }

    /// <summary>Which robustness checks the suggestive reactions fail; empty when there are none.</summary>
    private static string Failures(ReactionFinding[] findings)
    {
        IEnumerable<string> failures = findings.Where(row => row.Verdict == ReactionVerdict.Suggestive)
            .Select(row => $"{row.Symbol} {Codes<Stance>.Of(row.Stance)}: {string.Join(", ", row.Failed)}");
        string listed = string.Join("; ", failures);
        return listed.Length == 0 ? "" : $"Robustness checks that they fail: {listed}.";
    }

    private static string Stale(IReadOnlyList<ReactionFinding> findings)
    {
        string[] stale = [.. findings.Where(row => row.StaleFixing == true).Select(row => row.Symbol).Distinct(StringComparer.Ordinal)];
        return $"Marked stale_fixing, because they follow the session before: {(stale.Length == 0 ? "none" : string.Join(", ", stale))}.";
    }

    private static string Catalogued(IReadOnlyList<ReactionFinding> findings)
    {
        string[] found = [.. findings.Where(row => row.Verdict != ReactionVerdict.NotFound).Select(Named)];
        string named = found.Length == 0 ? "none" : string.Join("; ", found);
        return $"With the catalogue's stances instead of the detector's, q is below 0.05 for: {named}.";
    }

    private static string Named(ReactionFinding row) => string.Create(
        Invariant,
        $"{row.Symbol} {FigureText.WithSign(row.MeanPct, 2)}% on "
        + $"{(row.Stance == Stance.Escalation ? "escalation" : "de-escalation")}");

    private static RowSet StrongestDays(IngestResult result)
    {
        Dictionary<string, string> headlines = result.Events.ToDictionary(
            found => found.EventId, found => found.Headline, StringComparer.Ordinal);
        return RowSet.Create(
            "days",
            result.Scores.Where(score => score.WindowKey == DayZero && score.AdjustedScore is not null)
                .OrderByDescending(score => Math.Abs(score.ZAdjusted ?? 0))
                .DistinctBy(score => (score.Symbol, score.Day0))
                .Take(DaysShown),
            [
                .. ScoreView.Columns.Where(column => column.Title is "day 0" or "symbol" or "CAR %" or "q"),
                new("event", score => headlines.GetValueOrDefault(score.EventId)) { Wraps = true },
            ],
            data: [],
            title: "The strongest single days");
    }
}
