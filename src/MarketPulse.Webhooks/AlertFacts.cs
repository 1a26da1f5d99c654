using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Webhooks;

/// <summary>One labelled line of an alert.</summary>
/// <param name="Name">Label, such as <c>Why</c>.</param>
/// <param name="Text">Text after the label.</param>
internal readonly record struct AlertFact(string Name, string Text);

/// <summary>Describes an alert in labelled lines, for receivers that show it to people.</summary>
internal static class AlertFacts
{
    private const int LongestLine = 600;

    /// <summary>The lines in reading order. They contain text from feeds, which receivers must not interpret as markup.</summary>
    public static IReadOnlyList<AlertFact> Describe(AlertContent content)
    {
        var facts = new List<AlertFact> { new("Why", content.Alert.Reason) };
        if (content.Event is { } found)
        {
            facts.Add(new("Event", Line(
                $"{Code(found.Stance)}, intensity {found.Intensity:0.#}, {Code(found.Certainty)}; ")
                + Line($"{Time(found.EventTimeUtc)} UTC; {found.Sources} sources")));
            IEnumerable<string> codes = new[] { found.Measures, found.Actors, found.Topics }
                .Where(list => list.Count > 0).Select(list => string.Join(", ", list));
            facts.Add(new("About", string.Join("; ", codes)));
        }

        if (content.Phrases.Count > 0)
        {
            facts.Add(new("Detected by", string.Join(", ", content.Phrases.Select(phrase => $"\"{phrase.Text}\" ({phrase.Kind})"))));
        }

        facts.AddRange(content.Scores.Select(score => new AlertFact("Score", Line(
            $"{score.Symbol} {LabelOf(score.WindowKey)}: {FigureText.Plain(score.AdjustedScore, 0)}, ")
            + Line($"CAR {FigureText.Plain(score.CarPct, 2)}%, q {score.QEvent:0.000}"))));
        facts.AddRange(content.Analogues.Select(like => new AlertFact("Like", Line(
            $"{Date(like.AnalogueTimeUtc)} {Code(like.Stance)}, distance {like.Distance:0.00}: {like.Headline}"))));
        facts.AddRange(content.Outcomes.Select(outcome => new AlertFact("Followed by", Line(
            $"{outcome.Symbol} {LabelOf(outcome.WindowKey)}: median {FigureText.Plain(outcome.CarMedianPct, 2)}%, ")
            + Line($"quartiles {FigureText.Plain(outcome.CarQ1Pct, 2)}% to {FigureText.Plain(outcome.CarQ3Pct, 2)}%, ")
            + Line($"{outcome.Count} events"))));
        if (content.Alert.HeldBack > 0)
        {
            facts.Add(
                new("Held back", Line($"{content.Alert.HeldBack} earlier alerts, by the hourly limit; they are in the alerts table")));
        }

        return [.. facts.Select(fact => fact with { Text = Shortened(fact.Text, LongestLine) })];
    }

    /// <summary>The title, marked when the alert is a test.</summary>
    public static string TitleOf(AlertContent content, int longest) =>
        Shortened(content.IsTest ? $"Test: {content.Title}" : content.Title, longest);

    /// <summary>Where the alert comes from, for the end of a message.</summary>
    public static string SourceOf(AlertContent content) => Line($"MarketPulse, rule {content.Alert.Rule}, alert {content.Alert.AlertId}");

    private static string LabelOf(string windowKey) => EventWindow.Parse(windowKey).Label;

    private static string Shortened(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int end = longest - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "\u2026";
    }

    private static string Code<T>(T value)
        where T : struct, Enum => Codes<T>.Of(value);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
