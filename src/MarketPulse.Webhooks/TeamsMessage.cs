using System.Text.Json;
using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Webhooks;

/// <summary>
/// Writes an alert for a Teams workflow ("When a Teams webhook request is received"): a message with one Adaptive Card. Text from feeds
/// appears in rich text blocks, which do not support Markdown, so that a headline cannot insert a link.
/// </summary>
internal static class TeamsMessage
{
    private const int LongestTitle = 300;

    /// <summary>The message as UTF-8 JSON.</summary>
    public static byte[] Write(AlertContent content) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "message");
        json.WriteStartArray("attachments");
        json.WriteStartObject();
        json.WriteString("contentType", "application/vnd.microsoft.card.adaptive");
        json.WriteNull("contentUrl");
        json.WriteStartObject("content");
        json.WriteString("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        json.WriteString("type", "AdaptiveCard");
        json.WriteString("version", "1.4");
        json.WriteStartArray("body");
        Block(json, (AlertFacts.TitleOf(content, LongestTitle), "Bolder", "Large"));
        foreach (AlertFact fact in AlertFacts.Describe(content))
        {
            Block(json, (fact.Name + ": ", "Bolder", "Default"), (fact.Text, "Default", "Default"));
        }

        Block(json, (AlertFacts.SourceOf(content), "Lighter", "Small"));
        json.WriteEndArray();
        json.WriteStartArray("actions");
        foreach (AlertLink link in content.Links)
        {
            json.WriteStartObject();
            json.WriteString("type", "Action.OpenUrl");
            json.WriteString("title", link.Title);
            json.WriteString("url", link.Address.AbsoluteUri);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("msteams");
        json.WriteString("width", "Full");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Block(Utf8JsonWriter json, params ReadOnlySpan<(string Text, string Weight, string Size)> runs)
    {
        json.WriteStartObject();
        json.WriteString("type", "RichTextBlock");
        json.WriteStartArray("inlines");
        foreach ((string text, string weight, string size) in runs)
        {
            json.WriteStartObject();
            json.WriteString("type", "TextRun");
            json.WriteString("text", text);
            json.WriteString("weight", weight);
            json.WriteString("size", size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
