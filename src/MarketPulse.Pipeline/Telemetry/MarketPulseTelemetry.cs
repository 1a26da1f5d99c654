using System.Diagnostics;
using System.Diagnostics.Metrics;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Telemetry;

/// <summary>
/// The spans and metrics of MarketPulse, named according to OpenTelemetry's semantic conventions for messaging. Nothing is recorded until a
/// host listens. docs/telemetry.md lists all of them with their units.
/// </summary>
public static class MarketPulseTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "MarketPulse";

    private static readonly ActivitySource Source = new(Name, EngineVersion.Current);
    private static readonly Meter Meter = new(Name, EngineVersion.Current);

    private static readonly Counter<long> Articles =
        Meter.CreateCounter<long>("marketpulse.articles.read", "{article}", "Articles that were new when a feed delivered them.");

    private static readonly Counter<long> Events =
        Meter.CreateCounter<long>("marketpulse.events.found", "{event}", "Trade events found, by stance.");

    private static readonly Counter<long> Scores =
        Meter.CreateCounter<long>("marketpulse.scores.written", "{score}", "Score rows written, by status.");

    private static readonly Counter<long> Superseded = Meter.CreateCounter<long>(
        "marketpulse.scoring.superseded",
        "{message}",
        "Messages to score an event that was superseded meanwhile; completed without scores.");

    private static readonly Histogram<double> Scoring = Meter.CreateHistogram(
        "marketpulse.scoring.duration",
        "s",
        "Time to score one event over the watchlist.",
        advice: Buckets(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300));

    private static readonly Histogram<double> Lag = Meter.CreateHistogram(
        "marketpulse.window.lag",
        "s",
        "Time from the end of the last bar's day until a score that uses the bar is written.",
        advice: Buckets(3600, 6 * 3600, 12 * 3600, 86400, 2 * 86400, 3 * 86400, 7 * 86400, 30 * 86400));

    private static readonly Counter<long> Polls =
        Meter.CreateCounter<long>("marketpulse.feed.polls", "{poll}", "Polls, by feed and outcome.");

    private static readonly Counter<long> Alerts =
        Meter.CreateCounter<long>("marketpulse.alerts", "{alert}", "Attempts to send an alert, by outcome.");

    private static readonly Gauge<double> Freshness =
        Meter.CreateGauge<double>("marketpulse.feed.freshness", "s", "Time since a poll of the feed last succeeded.");

    private static readonly Histogram<double> Waiting = Meter.CreateHistogram(
        "marketpulse.queue.age",
        "s",
        "How long a message waited in its queue before it was received.",
        advice: Buckets(0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 6 * 3600, 86400));

    /// <summary>The current span as a W3C <c>traceparent</c>, to include in messages; null when nothing is traced.</summary>
    public static string? TraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>Id of the current trace, 32 hex digits; null when nothing is traced.</summary>
    public static string? TraceId =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.TraceId.ToHexString() : null;

    /// <summary>Starts the span of a pipeline step.</summary>
    /// <param name="step">The step as a code, e.g. <c>score_event</c>.</param>
    public static Activity? StartStep(string step) => Source.StartActivity(step);

    /// <summary>
    /// Starts the span of processing one message, as a child of the span that sent it with a link to the host's own span, and records the
    /// message's age.
    /// </summary>
    /// <param name="origin">Where the message came from.</param>
    /// <param name="traceParent">W3C trace context of the sender; null when the message has none.</param>
    public static Activity? StartProcess(MessageOrigin origin, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(origin);
        if (origin.Age is { } waited)
        {
            Waiting.Record(Math.Max(0, waited.TotalSeconds), Tag(TelemetryAttributes.Destination, origin.Queue));
        }

        Activity? host = Activity.Current;
        bool sent = ActivityContext.TryParse(traceParent, null, isRemote: true, out ActivityContext sender);
        ActivityLink[]? links = sent && host is { IdFormat: ActivityIdFormat.W3C } && host.TraceId != sender.TraceId
            ? [new(host.Context)]
            : null;
        Activity? activity = Source.StartActivity($"process {origin.Queue}", ActivityKind.Consumer, sender, links: links);
        activity?.SetTag(TelemetryAttributes.System, origin.System);
        activity?.SetTag(TelemetryAttributes.OperationName, "process");
        activity?.SetTag(TelemetryAttributes.OperationType, "process");
        activity?.SetTag(TelemetryAttributes.Destination, origin.Queue);
        activity?.SetTag(TelemetryAttributes.MessageId, origin.MessageId);
        return activity;
    }

    /// <summary>Starts the span of sending messages to a queue.</summary>
    /// <param name="system">Messaging system, e.g. <c>servicebus</c>.</param>
    /// <param name="queue">Name of the queue.</param>
    /// <param name="count">Number of messages.</param>
    public static Activity? StartSend(string system, string queue, int count)
    {
        Activity? activity = Source.StartActivity($"send {queue}", ActivityKind.Client);
        activity?.SetTag(TelemetryAttributes.System, system);
        activity?.SetTag(TelemetryAttributes.OperationName, "send");
        activity?.SetTag(TelemetryAttributes.OperationType, "send");
        activity?.SetTag(TelemetryAttributes.Destination, queue);
        activity?.SetTag(TelemetryAttributes.MessageCount, count);
        return activity;
    }

    /// <summary>Starts a new trace for one article, with a root span linked to the poll that read it.</summary>
    /// <returns>The span's traceparent, for the message; null when nothing is traced.</returns>
    public static string? BeginArticle(Article article)
    {
        ArgumentNullException.ThrowIfNull(article);
        return BeginTrace(
            "read_article",
            Activity.Current is { IdFormat: ActivityIdFormat.W3C } poll ? poll.Context : null,
            Tag(TelemetryAttributes.ArticleId, article.Id),
            Tag(TelemetryAttributes.Feed, article.Feed));
    }

    /// <summary>Starts a new trace for rescoring an event, with a root span linked to the trace that found the event.</summary>
    /// <returns>The span's traceparent, for the message; null when nothing is traced.</returns>
    public static string? BeginRescore(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return BeginTrace(
            "rescore_event",
            TraceOf(tradeEvent.TraceId),
            Tag(TelemetryAttributes.EventId, tradeEvent.EventId));
    }

    /// <summary>Counts new articles.</summary>
    public static void ArticlesRead(string feed, int count) => Articles.Add(count, Tag(TelemetryAttributes.Feed, feed));

    /// <summary>Counts a new trade event.</summary>
    public static void EventFound(Stance stance) => Events.Add(1, Tag(TelemetryAttributes.Stance, Codes<Stance>.Of(stance)));

    /// <summary>Counts score rows written.</summary>
    public static void ScoresWritten(ScoreStatus status, int count) =>
        Scores.Add(count, Tag(TelemetryAttributes.ScoreStatus, Codes<ScoreStatus>.Of(status)));

    /// <summary>Counts a message to score an event that was superseded meanwhile, and records its successor on the span.</summary>
    public static void ScoringSuperseded(Activity? step, TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        step?.SetTag(TelemetryAttributes.EventId, tradeEvent.EventId);
        step?.SetTag(TelemetryAttributes.SupersededBy, tradeEvent.SupersededBy ?? "");
        Superseded.Add(1);
    }

    /// <summary>Publishes the head of the ledger of forecasts on the span, so that a later rewriting of the ledger can be shown.</summary>
    public static void ForecastLocked(Activity? step, string head) => step?.SetTag(TelemetryAttributes.LedgerHead, head);

    /// <summary>Records how long one event took to score.</summary>
    public static void ScoringTook(TimeSpan duration) => Scoring.Record(duration.TotalSeconds);

    /// <summary>Records the delay between the last bar of a score and the writing of the score.</summary>
    /// <param name="lastBar">Date of the last bar that was used.</param>
    /// <param name="written">When the score was written.</param>
    public static void WindowLag(DateOnly lastBar, DateTimeOffset written) =>
        Lag.Record(Math.Max(0, (written.UtcDateTime - lastBar.AddDays(1).ToDateTime(TimeOnly.MinValue)).TotalSeconds));

    /// <summary>Counts a poll.</summary>
    /// <param name="feedKind"><c>news</c> or <c>prices</c>.</param>
    /// <param name="feed">Configured name of the feed.</param>
    /// <param name="outcome">Outcome of the poll.</param>
    public static void FeedPolled(string feedKind, string feed, PollOutcome outcome) =>
        Polls.Add(
            1,
            Tag(TelemetryAttributes.FeedKind, feedKind),
            Tag(TelemetryAttributes.Feed, feed),
            Tag(TelemetryAttributes.Outcome, Codes<PollOutcome>.Of(outcome)));

    /// <summary>Counts an attempt to send an alert.</summary>
    /// <param name="status">sent, failed or held_back.</param>
    public static void AlertHandled(AlertStatus status) =>
        Alerts.Add(1, Tag(TelemetryAttributes.AlertStatus, Codes<AlertStatus>.Of(status)));

    /// <summary>Records the time since a poll of the feed last succeeded.</summary>
    public static void FeedFreshness(string feedKind, string feed, TimeSpan sinceSuccess) =>
        Freshness.Record(sinceSuccess.TotalSeconds, Tag(TelemetryAttributes.FeedKind, feedKind), Tag(TelemetryAttributes.Feed, feed));

    /// <summary>Marks the current span as failed.</summary>
    public static void Failed(Activity? activity, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
        activity?.SetTag(
            TelemetryAttributes.ErrorType, exception is PermanentFaultException fault ? fault.Reason : exception.GetType().FullName);
    }

    private static string? BeginTrace(string name, ActivityContext? link, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Activity? current = Activity.Current;
        Activity.Current = null;
        try
        {
            // The parent is deliberately absent: with one, every article of a poll would share the poll's trace.
            using Activity? activity = Source.StartActivity(
                ActivityKind.Internal, tags: tags.ToArray(), links: link is { } context ? [new ActivityLink(context)] : null, name: name);
            return activity?.Id;
        }
        finally
        {
            Activity.Current = current;
        }
    }

    /// <summary>A context for a trace whose spans are not known. Its span id is the second half of the trace id.</summary>
    private static ActivityContext? TraceOf(string? traceId) =>
        traceId is { Length: 32 } && ActivityContext.TryParse($"00-{traceId}-{traceId[16..]}-01", null, out ActivityContext context)
            ? context
            : null;

    private static KeyValuePair<string, object?> Tag(string name, object? value) => new(name, value);

    private static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };
}
