using System.Text.Json.Nodes;

namespace MarketPulse.Web.Mcp;

/// <summary>
/// Marks text that comes from news feeds, or from the people who correct events, so that a model cannot mistake it for a statement of
/// MarketPulse or for an instruction: the text becomes an object with the only key <c>untrusted_quote</c>.
/// </summary>
internal static class QuotedText
{
    /// <summary>The key of a marked text.</summary>
    public const string Key = "untrusted_quote";

    // Name of the object or array that contains the text (empty for any), and of the text.
    private static readonly HashSet<(string Container, string Name)> Foreign =
    [
        ("", "headline"), ("event", "link"), ("reports", "title"), ("reports", "link"), ("phrases", "text"),
        ("corrections", "madeby"), ("corrections", "reason"), ("corrections", "revokedby"), ("corrections", "revokedreason"),
    ];

    /// <summary>Marks the texts of a document of the read API.</summary>
    public static void Mark(JsonNode? node, string container = "")
    {
        switch (node)
        {
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Mark(item, container);
                }

                break;
            case JsonObject properties:
                foreach ((string name, JsonNode? value) in properties.ToArray())
                {
                    if (IsForeign(properties, container, name) && (string?)value is { Length: > 0 } text)
                    {
                        properties[name] = new JsonObject { [Key] = text };
                    }
                    else
                    {
                        Mark(value, name);
                    }
                }

                break;
        }
    }

    // The first step of an explanation repeats the phrases of the article.
    private static bool IsForeign(JsonObject properties, string container, string name) =>
        Foreign.Contains(("", name)) || Foreign.Contains((container, name))
        || (container == "steps" && name == "text" && (string?)properties["title"] == "Event");
}
