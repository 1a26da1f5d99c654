using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Pipeline.Messages;

/// <summary>What travels in a queue: ids only, never state.</summary>
public sealed record WorkMessage
{
    /// <summary>The version this code writes and reads.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Version of the message's shape.</summary>
    [JsonPropertyName("v")]
    public int Version { get; init; } = CurrentVersion;

    /// <summary><c>article</c>, <c>score</c> or <c>alert</c>.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    /// <summary>Article id, event id, or what an alert's rule fired on.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Partition day of the article, yyyyMMdd; null for other kinds.</summary>
    [JsonPropertyName("day")]
    public string? Day { get; init; }

    /// <summary>Revision of the event when the message was sent.</summary>
    [JsonPropertyName("revision")]
    public int? Revision { get; init; }

    /// <summary>Last bar known when the message was sent, yyyy-MM-dd.</summary>
    [JsonPropertyName("barsthrough")]
    public string? BarsThrough { get; init; }

    /// <summary>Name of the alert's rule; null for other kinds.</summary>
    [JsonPropertyName("rule")]
    public string? Rule { get; init; }

    /// <summary>How often the work was tried before.</summary>
    [JsonPropertyName("attempt")]
    public int Attempt { get; init; }

    /// <summary>W3C trace context of the sender.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>The work of classifying an article.</summary>
    public static OutgoingMessage ForArticle(Article article, string? traceParent = null)
    {
        ArgumentNullException.ThrowIfNull(article);
        return new OutgoingMessage(
            new WorkMessage
            {
                Kind = MessageKinds.Article,
                Id = article.Id,
                Day = article.Day.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
                TraceParent = traceParent,
            },
            $"article:{article.Id}");
    }

    /// <summary>The work of scoring an event.</summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="barsThrough">Last bar known, if any.</param>
    /// <param name="poll">When the poll that brought new bars began; null from DetectEvents.</param>
    /// <param name="traceParent">Trace context.</param>
    public static OutgoingMessage ForScore(TradeEvent tradeEvent, DateOnly? barsThrough, DateTimeOffset? poll, string? traceParent = null)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        string? through = barsThrough?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string stamp = poll?.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) ?? "0";
        return new OutgoingMessage(
            new WorkMessage
            {
                Kind = MessageKinds.Score,
                Id = tradeEvent.EventId,
                Revision = tradeEvent.Revision,
                BarsThrough = through,
                TraceParent = traceParent,
            },
            $"score:{tradeEvent.EventId}:{tradeEvent.Revision}:{through}:{stamp}");
    }

    /// <summary>The work of sending an alert.</summary>
    public static OutgoingMessage ForAlert(Alert alert, string? traceParent = null)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return new OutgoingMessage(
            new WorkMessage { Kind = MessageKinds.Alert, Id = alert.Subject, Rule = alert.Rule, TraceParent = traceParent },
            $"alert:{alert.Rule}:{alert.Subject}");
    }

    /// <summary>Reads a message's body.</summary>
    /// <exception cref="PermanentFaultException">It is no message of ours: no JSON, an unknown version or kind, or no id.</exception>
    public static WorkMessage Parse(string body)
    {
        WorkMessage? message;
        try
        {
            message = JsonSerializer.Deserialize<WorkMessage>(body, Json);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new PermanentFaultException("not_json", $"The message is no JSON of the expected shape: {e.Message}", e);
        }

        return message switch
        {
            null => throw new PermanentFaultException("not_json", "The message is the JSON null."),
            { Version: not CurrentVersion } => throw new PermanentFaultException(
                "unknown_version", $"The message has version {message.Version}; this release reads version {CurrentVersion}."),
            { Kind: not (MessageKinds.Article or MessageKinds.Score or MessageKinds.Alert) } => throw new PermanentFaultException(
                "unknown_kind", $"The message has kind '{message.Kind}'; known are article, score and alert."),
            { Id: null or { Length: 0 or > 256 } } => throw new PermanentFaultException("no_id", "The message's id is empty or too long."),
            _ => message,
        };
    }

    /// <summary>The message as JSON, in the form <see cref="Parse"/> reads.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
