using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse detect --compare</c>: the verdicts that two lexicons disagree on, with the phrases that differ.</summary>
internal static class DetectorComparison
{
    /// <summary>Prints the articles on which the lexicons disagree.</summary>
    /// <param name="context">Where to print.</param>
    /// <param name="old">The old lexicon's detector.</param>
    /// <param name="other">The new lexicon's detector.</param>
    /// <param name="articles">The articles with their label, if they have one.</param>
    /// <param name="cancellationToken">Stops between articles.</param>
    public static async Task PrintAsync(
        CommandContext context,
        TradeDetector old,
        TradeDetector other,
        IReadOnlyList<(Article Article, LabelledHeadline? Label)> articles,
        CancellationToken cancellationToken)
    {
        Output output = context.Output;
        Change[] changes = await context.Progress.RunAsync(
            "Comparing", report => Task.Run(() => Compare(old, other, articles, report, cancellationToken), cancellationToken));
        output.Write(RowSet.Create("changes", changes.Select(change => new ChangeRow(
            change.Article.Title,
            change.Before,
            change.After,
            change.Label is null ? null : Outcome(change.Label.IsEvent, change.Label.Stance ?? Stance.Neutral),
            string.Join("; ", Differing(change.Old, change.New)),
            string.Join("; ", Differing(change.New, change.Old))))));
        int better = changes.Count(change => change.Label is { } label && Truth(label) == change.After);
        int worse = changes.Count(change => change.Label is { } label && Truth(label) == change.Before);
        output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{changes.Length:N0} of {articles.Count:N0} verdicts change.")
            + (articles.Any(item => item.Label is not null) ? $" By the labels, {better} become right and {worse} wrong." : ""));
    }

    private static Change[] Compare(
        TradeDetector old,
        TradeDetector other,
        IReadOnlyList<(Article Article, LabelledHeadline? Label)> articles,
        Action<WorkProgress> report,
        CancellationToken cancellationToken)
    {
        var changes = new List<Change>();
        foreach ((int done, (Article article, LabelledHeadline? label)) in articles.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            report(new WorkProgress("Comparing", done, articles.Count, "articles"));
            var change = new Change(article, label, old.Detect(article), other.Detect(article));
            if (change.Before != change.After)
            {
                changes.Add(change);
            }
        }

        return [.. changes];
    }

    private static string Truth(LabelledHeadline label) => Outcome(label.IsEvent, label.Stance ?? Stance.Neutral);

    private static string Outcome(bool isEvent, Stance stance) => isEvent ? Codes<Stance>.Of(stance) : "no_event";

    // The phrases of one verdict that the other lacks.
    private static IEnumerable<string> Differing(ArticleVerdict one, ArticleVerdict other) => one.Phrases
        .Where(phrase => !other.Phrases.Any(known =>
            (known.Kind, known.Code, known.InTitle, known.Offset, known.Weight)
            == (phrase.Kind, phrase.Code, phrase.InTitle, phrase.Offset, phrase.Weight)))
        .Select(phrase => string.Create(
            CultureInfo.InvariantCulture, $"{(phrase.Text.Length == 0 ? "" : $"'{phrase.Text}' ")}{phrase.Code} {phrase.Weight:0.##}"));

    private sealed record Change(Article Article, LabelledHeadline? Label, ArticleVerdict Old, ArticleVerdict New)
    {
        public string Before => Outcome(Old.IsEvent, Old.Stance);

        public string After => Outcome(New.IsEvent, New.Stance);
    }

    private sealed record ChangeRow(string Title, string Old, string New, string? Label, string OldPhrases, string NewPhrases);
}
