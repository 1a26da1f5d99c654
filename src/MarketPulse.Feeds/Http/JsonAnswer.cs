using System.Text.Json;
using System.Text.RegularExpressions;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Http;

/// <summary>An answer that should be JSON.</summary>
internal static partial class JsonAnswer
{
    private const int HalfLength = 6;

    /// <summary>Parses it, control characters in strings, bare <c>Infinity</c> and halves of surrogate pairs forgiven.</summary>
    /// <exception cref="FeedFaultException">It is a page, or no JSON.</exception>
    public static JsonDocument Parse(FeedAnswer answer)
    {
        PageDetector.Refuse(answer.Body);
        bool mayHoldHalves = answer.Body.AsSpan().IndexOf("\\ud"u8) >= 0 || answer.Body.AsSpan().IndexOf("\\uD"u8) >= 0;
        try
        {
            return mayHoldHalves ? JsonDocument.Parse(WithoutHalves(answer.Text())) : JsonDocument.Parse(answer.Body);
        }
        catch (JsonException)
        {
            return ParseMended(answer);
        }
    }

    /// <summary>The text of a member; null when it is absent or no text.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The number of a member, NaN when it is absent, null or no number.</summary>
    public static double Number(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value.AsNumber() : double.NaN;

    /// <summary>A number, be it written as text; NaN when it is none.</summary>
    public static double AsNumber(this JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out double number) && double.IsFinite(number) => number,
        JsonValueKind.String when double.TryParse(
            value.GetString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => number,
        _ => double.NaN,
    };

    private static JsonDocument ParseMended(FeedAnswer answer)
    {
        string text = string.Concat(answer.Text().Where(c => c >= ' ')).Replace(":Infinity", ":null", StringComparison.Ordinal)
            .Replace(",Infinity", ",null", StringComparison.Ordinal).Replace("[Infinity", "[null", StringComparison.Ordinal);
        try
        {
            return JsonDocument.Parse(WithoutHalves(text));
        }
        catch (JsonException e)
        {
            throw new FeedFaultException(PollOutcome.Malformed, $"Text came instead of JSON: {answer.Excerpt()}", inner: e);
        }
    }

    private static string WithoutHalves(string json) => Escapes().Replace(json, static escape => escape.Length == HalfLength ? "\\ufffd" : escape.Value);

    // Whole pairs first, then halves, then every other escape, so that none is found inside another.
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escapes();
}
