using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Webhooks;

/// <summary>A line of an alert that people read.</summary>
/// <param name="Name">What the line tells.</param>
/// <param name="Text">The line.</param>
internal readonly record struct AlertFact(string Name, string Text);

/// <summary>An alert as lines for people, for the receivers that show it.</summary>
internal static class AlertFacts
{
    private const int LongestLine = 600;

    /// <summary>The lines, in reading order. They hold text of feeds: no receiver may take it for markup.</summary>
    public static IReadOnlyList<AlertFact> Of(AlertContent content)
    {
        var facts = new List<AlertFact> { new("Why", content.Alert.Reason) };
        if (content.Event is { } found)
        {
            facts.Add(new("Event", Line($"{Code(found.Stance)}, intensity {found.Intensity:0.#}, {Code(found.Certainty)}; {Time(found.EventTimeUtc)} UTC; {found.Sources} sources")));
            facts.Add(new("About", string.Join("; ", new[] { found.Measures, found.Actors, found.Topics }.Where(codes => codes.Count > 0).Select(codes => string.Join(", ", codes)))));
        }

        if (content.Phrases.Count > 0)
        {
            facts.Add(new("Detected by", string.Join(", ", content.Phrases.Select(phrase => $"\"{phrase.Text}\" ({phrase.Kind})"))));
        }

        facts.AddRange(content.Scores.Select(score => new AlertFact(
            "Score", Line($"{score.Symbol} {EventWindow.Parse(score.WindowKey).Label}: {score.AdjustedScore:0}, CAR {score.CarPct:0.00}%, q {score.QEvent:0.000}"))));
        facts.AddRange(content.Analogues.Select(like => new AlertFact(
            "Like", Line($"{Date(like.AnalogueTimeUtc)} {Code(like.Stance)}, distance {like.Distance:0.00}: {like.Headline}"))));
        facts.AddRange(content.Outcomes.Select(outcome => new AlertFact(
            "Followed by",
            Line($"{outcome.Symbol} {EventWindow.Parse(outcome.WindowKey).Label}: median {outcome.CarMedianPct:0.00}%, quartiles {outcome.CarQ1Pct:0.00}% to {outcome.CarQ3Pct:0.00}%, {outcome.Count} events"))));
        if (content.Alert.HeldBack > 0)
        {
            facts.Add(new("Held back", Line($"{content.Alert.HeldBack} alerts before this one, by the limit for an hour; the table alerts has them")));
        }

        return [.. facts.Select(fact => fact with { Text = Shortened(fact.Text, LongestLine) })];
    }

    /// <summary>The title, with a word before it when it is a test.</summary>
    public static string TitleOf(AlertContent content, int longest) => Shortened(content.IsTest ? $"Test: {content.Title}" : content.Title, longest);

    /// <summary>Where the alert comes from, for the end of a message.</summary>
    public static string SourceOf(AlertContent content) => Line($"MarketPulse, rule {content.Alert.Rule}, alert {content.Alert.AlertId}");

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
