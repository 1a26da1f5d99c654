using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Storage.Queues;

/// <summary>A message in a poison queue: a dead letter with its reason.</summary>
internal sealed record PoisonEnvelope
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    [JsonPropertyName("description")]
    public required string Description { get; init; }

    [JsonPropertyName("body")]
    public string? Body { get; init; }

    /// <summary>Name of the blob with a body that is too long for the envelope.</summary>
    [JsonPropertyName("bodyblob")]
    public string? BodyBlob { get; init; }

    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    [JsonPropertyName("failedutc")]
    public required DateTimeOffset? FailedUtc { get; init; }

    [JsonPropertyName("deliveries")]
    public int Deliveries { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>
    /// Parses an envelope. Returns null for any other text, such as a message that the Functions host itself has dead-lettered.
    /// </summary>
    public static PoisonEnvelope? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<PoisonEnvelope>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Names and formats of queues and their poison queues.</summary>
internal static class PoisonQueue
{
    /// <summary>Reason of a message that failed at every delivery.</summary>
    public const string TooManyDeliveries = "too_many_deliveries";

    /// <summary>Reason of a message that the Functions host has dead-lettered.</summary>
    public const string DeadLetteredByHost = "set_aside_by_host";

    /// <summary>Longest text of a queue message, as sent.</summary>
    public const int LongestMessage = 64 * 1024;

    // W3C Trace Context, version 00. Anything else is not one of ours, and could make the envelope too long to send.
    private const int TraceParentLength = 55;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Name of a queue's poison queue, which the Functions host uses too.</summary>
    public static string NameFor(string queue) => queue + "-poison";

    /// <summary>Describes the failures of a message that was delivered too often.</summary>
    public static string DescribeFailures(int deliveries, Exception last) =>
        string.Create(CultureInfo.InvariantCulture, $"Failed {deliveries} times, the last time with {last.GetType().Name}: {last.Message}");

    /// <summary>The text of a message as sent.</summary>
    public static string Encode(string body) => Convert.ToBase64String(Encoding.UTF8.GetBytes(body));

    /// <summary>The body of a message. Returns null when the text is not base64 of UTF-8.</summary>
    public static string? TryDecode(string text)
    {
        try
        {
            return StrictUtf8.GetString(Convert.FromBase64String(text));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The trace context of the sender; null when the body is not a work message or has none.</summary>
    public static string? TraceParentOf(string body)
    {
        try
        {
            return WorkMessage.Parse(body).TraceParent is { Length: TraceParentLength } traceParent ? traceParent : null;
        }
        catch (PermanentFaultException)
        {
            return null;
        }
    }
}
