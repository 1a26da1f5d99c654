using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Http;

/// <summary>Parses responses that should be JSON.</summary>
internal static partial class JsonAnswer
{
    private const int HalfLength = 6;

    /// <summary>Parses a response, tolerating control characters in strings, bare <c>Infinity</c> and halves of surrogate pairs.</summary>
    /// <exception cref="FeedFaultException">The response is an HTML page or not JSON.</exception>
    public static JsonDocument Parse(FeedAnswer answer)
    {
        PageDetector.Refuse(answer.Body);
        bool mayHaveHalves = answer.Body.AsSpan().IndexOf("\\ud"u8) >= 0 || answer.Body.AsSpan().IndexOf("\\uD"u8) >= 0;
        try
        {
            return mayHaveHalves ? JsonDocument.Parse(WithoutHalves(answer.Text())) : JsonDocument.Parse(answer.Body);
        }
        catch (JsonException)
        {
            return ParseCorrected(answer);
        }
    }

    /// <summary>The text of a member; null when it is absent or not text.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The number of a member; NaN when it is absent or not a number.</summary>
    public static double Number(this JsonElement json, string name) => json.Member(name)?.AsNumber() ?? double.NaN;

    /// <summary>The array of a member; null when it is absent or not an array.</summary>
    public static JsonElement? Array(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } value ? value : null;

    /// <summary>A member of an object; null when it is absent or <paramref name="json"/> is not an object.</summary>
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) ? value : null;

    /// <summary>A number, even if it is written as text; NaN when it is not a finite number.</summary>
    public static double AsNumber(this JsonElement value)
    {
        double number = double.NaN;
        bool isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number),
            JsonValueKind.String => double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        return isNumber && double.IsFinite(number) ? number : double.NaN;
    }

    private static JsonDocument ParseCorrected(FeedAnswer answer)
    {
        string text = string.Concat(answer.Text().Where(c => c >= ' '))
            .Replace(":Infinity", ":null", StringComparison.Ordinal)
            .Replace(",Infinity", ",null", StringComparison.Ordinal)
            .Replace("[Infinity", "[null", StringComparison.Ordinal);
        try
        {
            return JsonDocument.Parse(WithoutHalves(text));
        }
        catch (JsonException e)
        {
            throw new FeedFaultException(PollOutcome.Malformed, $"The response is not JSON: {answer.Excerpt()}", inner: e);
        }
    }

    private static string WithoutHalves(string json) =>
        Escapes().Replace(json, static escape => escape.Length == HalfLength ? "\\ufffd" : escape.Value);

    // Whole pairs first, then halves, then every other escape, so that none is matched inside another.
    [GeneratedRegex(
        @"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escapes();
}
