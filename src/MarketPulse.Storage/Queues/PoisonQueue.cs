using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Storage.Queues;

/// <summary>What a poison queue holds: a dead-lettered message with the reason.</summary>
internal sealed record PoisonEnvelope
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    [JsonPropertyName("description")]
    public required string Description { get; init; }

    [JsonPropertyName("body")]
    public string? Body { get; init; }

    /// <summary>Name of the blob that holds a body too long for the envelope.</summary>
    [JsonPropertyName("bodyblob")]
    public string? BodyBlob { get; init; }

    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    [JsonPropertyName("failedutc")]
    public required DateTimeOffset? FailedUtc { get; init; }

    [JsonPropertyName("deliveries")]
    public int Deliveries { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads an envelope; null when the text is none, as where the Functions host itself moved the message here.</summary>
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

/// <summary>Names and spelling of queues and their poison queues.</summary>
internal static class PoisonQueue
{
    public const string TooManyDeliveries = "too_many_deliveries";
    public const string DeadLetteredByHost = "set_aside_by_host";

    // W3C Trace Context, version 00: anything else is no trace of ours, and could make the envelope too long to send.
    private const int TraceParentLength = 55;

    /// <summary>Longest text of a queue message, as sent.</summary>
    public const int LongestMessage = 64 * 1024;

    /// <summary>The name that the Functions host uses too.</summary>
    public static string NameFor(string queue) => queue + "-poison";

    public static string Encode(string body) => Convert.ToBase64String(Encoding.UTF8.GetBytes(body));

    /// <summary>The text of a message; null when it is no base64 of UTF-8.</summary>
    public static string? TryDecode(string text)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(text));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The sender's trace context, where the body is a message of ours.</summary>
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
