namespace MarketPulse.Pipeline.Telemetry;

/// <summary>Names of the attributes on spans and metrics: those of OpenTelemetry's semantic conventions, then MarketPulse's own.</summary>
internal static class TelemetryAttributes
{
    /// <summary>The cause of a failure: the reason of a permanent fault, otherwise the type of the exception.</summary>
    public const string ErrorType = "error.type";

    /// <summary>Number of messages sent together.</summary>
    public const string MessageCount = "messaging.batch.message_count";

    /// <summary>Name of the queue.</summary>
    public const string Destination = "messaging.destination.name";

    /// <summary>The message's id in the broker.</summary>
    public const string MessageId = "messaging.message.id";

    /// <summary><c>send</c> or <c>process</c>.</summary>
    public const string OperationName = "messaging.operation.name";

    /// <summary><c>send</c> or <c>process</c>, as the conventions define them.</summary>
    public const string OperationType = "messaging.operation.type";

    /// <summary>The messaging system, e.g. <c>servicebus</c>.</summary>
    public const string System = "messaging.system";

    /// <summary>How an attempt to send an alert ended.</summary>
    public const string AlertStatus = "marketpulse.alert.status";

    /// <summary>The article's id.</summary>
    public const string ArticleId = "marketpulse.article.id";

    /// <summary>The event's id.</summary>
    public const string EventId = "marketpulse.event.id";

    /// <summary>Configured name of the feed.</summary>
    public const string Feed = "marketpulse.feed";

    /// <summary><c>news</c> or <c>prices</c>.</summary>
    public const string FeedKind = "marketpulse.feed.kind";

    /// <summary>How a poll ended.</summary>
    public const string Outcome = "marketpulse.outcome";

    /// <summary>Hash of the last forecast in the ledger.</summary>
    public const string LedgerHead = "marketpulse.ledger.head";

    /// <summary>Status of a score row.</summary>
    public const string ScoreStatus = "marketpulse.score.status";

    /// <summary>The id of the event that took a superseded one's place; empty when none did.</summary>
    public const string SupersededBy = "marketpulse.event.superseded_by";

    /// <summary>Stance of an event.</summary>
    public const string Stance = "marketpulse.stance";
}
