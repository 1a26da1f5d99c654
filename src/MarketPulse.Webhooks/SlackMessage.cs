using System.Text.Json;
using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Webhooks;

/// <summary>
/// Writes an alert for Slack's incoming webhooks, in Block Kit. Text from feeds appears in plain-text objects only, in which Slack
/// interprets no markup.
/// </summary>
internal static class SlackMessage
{
    // Limits of Block Kit: header text 150, section text 3000.
    private const int LongestHeader = 150;
    private const int LongestSection = 3000;

    /// <summary>The message as UTF-8 JSON.</summary>
    public static byte[] Write(AlertContent content) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("text", Escaped(AlertFacts.TitleOf(content, LongestHeader)));
        json.WriteStartArray("blocks");
        Block(json, "header", AlertFacts.TitleOf(content, LongestHeader));
        foreach (string section in Sections(AlertFacts.Describe(content)))
        {
            Block(json, "section", section);
        }

        if (content.Links.Count > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "section");
            Text(json, "text", "mrkdwn", string.Join("  ", content.Links.Select(Link)));
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("type", "context");
        json.WriteStartArray("elements");
        Text(json, name: null, "plain_text", AlertFacts.SourceOf(content));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static IEnumerable<string> Sections(IEnumerable<AlertFact> facts)
    {
        string section = "";
        foreach (AlertFact fact in facts)
        {
            string line = $"{fact.Name}: {fact.Text}\n";
            if (section.Length + line.Length > LongestSection)
            {
                yield return section;
                section = "";
            }

            section += line;
        }

        yield return section;
    }

    private static void Block(Utf8JsonWriter json, string type, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        Text(json, "text", "plain_text", text);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string? name, string type, string text)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }

        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("text", text);
        if (type == "plain_text")
        {
            json.WriteBoolean("emoji", false);
        }

        json.WriteEndObject();
    }

    private static string Link(AlertLink link) =>
        $"<{Escaped(link.Address.AbsoluteUri).Replace("|", "%7C", StringComparison.Ordinal)}|{Escaped(link.Title)}>";

    // Slack's control characters: unescaped, a headline could notify a channel or insert a link.
    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
