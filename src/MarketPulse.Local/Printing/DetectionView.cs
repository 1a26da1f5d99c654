using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;

namespace MarketPulse.Local.Printing;

/// <summary>An article, its verdict, and what spoke for and against a development.</summary>
internal sealed record Detection(Article Article, ArticleVerdict Verdict, IReadOnlyList<EventSignal> Signals);

/// <summary>Verdicts as printed.</summary>
internal static class DetectionView
{
    /// <summary>Most phrases on a card; JSON and CSV have all of them.</summary>
    private const int ShownPhrases = 12;

    public static RowSet Rows(IEnumerable<Detection> detections) => RowSet.Create("detections", detections, view: null, data: Columns);

    /// <summary>A verdict for people to read: the outcome first, then the reasons.</summary>
    public static Card CardOf(Detection detection)
    {
        ArticleVerdict verdict = detection.Verdict;
        return new Card(
            detection.Article.Title,
            [
                new CardLine(verdict.IsEvent ? "event" : "no event", Outcome(verdict))
                {
                    Style = verdict.IsEvent ? EventView.Colour(verdict.Stance) : null,
                },
                new CardLine("relevance", Relevance(verdict)),
                new CardLine("measures", string.Join(", ", verdict.Measures)),
                new CardLine("topics", string.Join(", ", verdict.Topics)),
                new CardLine("actors", string.Join(", ", verdict.Actors)),
                new CardLine("rates", string.Join(", ", verdict.Quantities.Select(quantity => quantity.Text))),
                new CardLine("effective", CellText.ForLine(verdict.EffectiveDate) ?? ""),
                new CardLine("dates ahead", string.Join(", ", verdict.Scheduled.Select(scheduled => scheduled.ToCode()))),
                new CardLine("decided by", string.Join("; ", Phrases(verdict))),
                new CardLine("development", string.Join("; ", Signals(detection.Signals))),
            ]);
    }

    private static IReadOnlyList<DataColumn<Detection>> Columns { get; } =
    [
        new("article_id", row => row.Article.Id),
        new("source_id", row => row.Article.SourceId),
        new("title", row => row.Article.Title),
        new("published_utc", row => row.Article.Published),
        new("time_resolution", row => row.Article.TimeResolution),
        new("is_event", row => row.Verdict.IsEvent),
        new("reason", row => row.Verdict.Reason),
        new("is_relevant", row => row.Verdict.IsRelevant),
        new("relevance", row => row.Verdict.Relevance),
        new("stance", row => row.Verdict.Stance),
        new("intensity", row => row.Verdict.Intensity),
        new("certainty", row => row.Verdict.Certainty),
        new("measures", row => row.Verdict.Measures),
        new("topics", row => row.Verdict.Topics),
        new("actors", row => row.Verdict.Actors),
        new("pairs", row => row.Verdict.Pairs),
        new("quantities", row => row.Verdict.Quantities),
        new("effective_date", row => row.Verdict.EffectiveDate),
        new("scheduled", row => row.Verdict.Scheduled.Select(scheduled => scheduled.ToCode()).ToArray()),
        new("phrases", row => row.Verdict.Phrases),
        new("signals", row => row.Signals),
        new("language", row => row.Verdict.Language),
        new("lexicon_version", row => row.Verdict.LexiconVersion),
    ];

    private static string Relevance(ArticleVerdict verdict) =>
        verdict.Relevance.ToString("0.00", CultureInfo.InvariantCulture) + (verdict.IsRelevant ? "" : ", below the threshold");

    private static string Outcome(ArticleVerdict verdict) => verdict.IsEvent
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{Codes<Stance>.Of(verdict.Stance)}, intensity {verdict.Intensity:0}, {Codes<Certainty>.Of(verdict.Certainty)}")
        : verdict.Reason;

    /// <summary>The phrases with the largest weights, in the order of the text.</summary>
    private static IEnumerable<string> Phrases(ArticleVerdict verdict) => verdict.Phrases
        .Select((phrase, index) => (phrase, index))
        .OrderByDescending(item => Math.Abs(item.phrase.Weight))
        .Take(ShownPhrases)
        .OrderBy(item => item.index)
        .Select(item => string.Create(CultureInfo.InvariantCulture, $"{Quoted(item.phrase)}{item.phrase.Code}{Weight(item.phrase)}"));

    /// <summary>The sum of all signals, then those with the largest weights.</summary>
    private static IEnumerable<string> Signals(IReadOnlyList<EventSignal> signals) => signals
        .OrderByDescending(signal => Math.Abs(signal.Weight))
        .Take(ShownPhrases)
        .Select(signal => signal.Code + signal.Weight.ToString(" +0.##; -0.##", CultureInfo.InvariantCulture))
        .Prepend($"score {signals.Sum(signal => signal.Weight).ToString("+0.##;-0.##", CultureInfo.InvariantCulture)}");

    /// <summary>The phrase in quotes; empty for the bias of the model, which has no phrase.</summary>
    private static string Quoted(DecidingPhrase phrase) => phrase.Text.Length == 0 ? "" : $"'{phrase.Text}' ";

    private static string Weight(DecidingPhrase phrase) =>
        phrase.Weight == 0 ? "" : phrase.Weight.ToString(" +0.##; -0.##", CultureInfo.InvariantCulture);
}
