using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Pipeline.Messages;

/// <summary>The body of a queued message. It contains ids only, never state.</summary>
public sealed record WorkMessage
{
    /// <summary>The version of the message format that this release writes and reads.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Version of the message format.</summary>
    [JsonPropertyName("v")]
    public int Version { get; init; } = CurrentVersion;

    /// <summary><c>article</c>, <c>score</c>, <c>profiles</c> or <c>alert</c>.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    /// <summary>Article id, event id, id of the run over the profiles, or the subject of an alert.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Partition day of the article, yyyyMMdd; null for other kinds.</summary>
    [JsonPropertyName("day")]
    public string? Day { get; init; }

    /// <summary>Revision of the event when the message was sent.</summary>
    [JsonPropertyName("revision")]
    public int? Revision { get; init; }

    /// <summary>Date of the last bar known when the message was sent, yyyy-MM-dd; null when not known.</summary>
    [JsonPropertyName("barsthrough")]
    public string? BarsThrough { get; init; }

    /// <summary>Name of the alert's rule; null for other kinds.</summary>
    [JsonPropertyName("rule")]
    public string? Rule { get; init; }

    /// <summary>Symbols of the instruments to profile; null for other kinds.</summary>
    [JsonPropertyName("symbols")]
    public IReadOnlyList<string>? Symbols { get; init; }

    /// <summary>Number of earlier attempts.</summary>
    [JsonPropertyName("attempt")]
    public int Attempt { get; init; }

    /// <summary>W3C trace context of the sender; null when nothing is traced.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>Creates the message that has an article classified.</summary>
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

    /// <summary>Creates the message that has a report clustered again after a correction that refers to it was made or revoked.</summary>
    public static OutgoingMessage ForCorrection(Article article, Correction correction, string? traceParent = null)
    {
        ArgumentNullException.ThrowIfNull(correction);
        OutgoingMessage message = ForArticle(article, traceParent);
        string state = correction.RevokedUtc is null ? "made" : "revoked";
        return message with { MessageId = $"{state}:{correction.CorrectionId}:{message.Body.Id}" };
    }

    /// <summary>Creates the message that has an event scored.</summary>
    /// <param name="tradeEvent">The event at its current revision.</param>
    /// <param name="barsThrough">Date of the last bar known; null when not known.</param>
    /// <param name="poll">When the poll that brought new bars began; null when no poll caused the message.</param>
    /// <param name="traceParent">W3C trace context of the sender; null when nothing is traced.</param>
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

    /// <summary>Creates the message that has a batch of instruments profiled.</summary>
    /// <param name="run">Id of the run, at most 64 characters.</param>
    /// <param name="batch">Number of the batch within the run.</param>
    /// <param name="symbols">Symbols of the instruments.</param>
    /// <param name="traceParent">W3C trace context of the sender; null when nothing is traced.</param>
    public static OutgoingMessage ForProfiles(string run, int batch, IReadOnlyList<string> symbols, string? traceParent = null) => new(
        new WorkMessage { Kind = MessageKinds.Profiles, Id = run, Symbols = symbols, TraceParent = traceParent },
        string.Create(CultureInfo.InvariantCulture, $"profiles:{run}:{batch}"));

    /// <summary>Creates the message that has an alert sent.</summary>
    public static OutgoingMessage ForAlert(Alert alert, string? traceParent = null)
    {
        ArgumentNullException.ThrowIfNull(alert);
        return new OutgoingMessage(
            new WorkMessage { Kind = MessageKinds.Alert, Id = alert.Subject, Rule = alert.Rule, TraceParent = traceParent },
            $"alert:{alert.Rule}:{alert.Subject}");
    }

    /// <summary>Parses the body of a message.</summary>
    /// <exception cref="PermanentFaultException">
    /// The body is not a valid message: not JSON, of an unknown version or kind, or without a usable id.
    /// </exception>
    public static WorkMessage Parse(string body)
    {
        WorkMessage? message;
        try
        {
            message = JsonSerializer.Deserialize<WorkMessage>(body, Json);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new PermanentFaultException("not_json", $"The message is not JSON of the expected shape: {e.Message}", e);
        }

        return message switch
        {
            null => throw new PermanentFaultException("not_json", "The message is the JSON null."),
            { Version: not CurrentVersion } => throw new PermanentFaultException(
                "unknown_version", $"The message has version {message.Version}; this release reads version {CurrentVersion}."),
            { Kind: not (MessageKinds.Article or MessageKinds.Score or MessageKinds.Profiles or MessageKinds.Alert) } =>
                throw new PermanentFaultException(
                "unknown_kind", $"The message has kind '{message.Kind}'; the known kinds are article, score, profiles and alert."),
            { Id: null or { Length: 0 or > 256 } } => throw new PermanentFaultException("no_id", "The message's id is empty or too long."),
            _ => message,
        };
    }

    /// <summary>Serializes the message as JSON that <see cref="Parse"/> reads.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
