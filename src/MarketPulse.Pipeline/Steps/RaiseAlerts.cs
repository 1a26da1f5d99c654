using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Matches the results of other steps against the rules and queues an alert for each rule that fires. The alert's row is stored first and
/// ensures that a rule fires only once per subject. If a run stops before sending the message, its retry finds the row still queued and
/// sends it.
/// </summary>
/// <param name="rules">The configured rules.</param>
/// <param name="alerts">Store of the alerts.</param>
/// <param name="events">Store of the events, including superseded ones.</param>
/// <param name="queue">Queue for the messages that have alerts sent.</param>
/// <param name="watchlist">The instruments that event rules match.</param>
/// <param name="clock">Current time, which decides what is recent enough for an alert.</param>
public sealed class RaiseAlerts(
    AlertRules rules, IAlertStore alerts, IEventStore events, IWorkQueue queue, Watchlist watchlist, TimeProvider clock)
{
    /// <summary>
    /// Greatest age of an event whose scores may raise an alert: long enough for its longest window to close, short enough that a backfill
    /// raises no alerts.
    /// </summary>
    public static TimeSpan RecentlyScored { get; } = TimeSpan.FromDays(31);

    /// <summary>The most days that a rule on dates ahead looks ahead; null without such a rule.</summary>
    public int? DaysAhead => rules.All.OfType<DaysBeforeRule>().Max(rule => (int?)rule.Days);

    /// <summary>Greatest time difference between an event and one that it supersedes.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(7);

    /// <summary>
    /// Evaluates the event rules, once an event is detected and its analogues are stored. Events older than <see cref="FindAnalogues.New"/>
    /// raise no alerts.
    /// </summary>
    public Task ForEventAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return Age(tradeEvent) > FindAnalogues.New
            ? Task.CompletedTask
            : RaiseAsync(
                rules.All.OfType<EventRule>().Select(rule => rule.Match(tradeEvent, watchlist.Instruments)),
                tradeEvent,
                cancellationToken);
    }

    /// <summary>
    /// Evaluates the score rules, once an event is scored. Events older than <see cref="RecentlyScored"/> raise no alerts.
    /// </summary>
    public Task ForScoresAsync(TradeEvent tradeEvent, IReadOnlyCollection<ImpactScore> scores, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return Age(tradeEvent) > RecentlyScored
            ? Task.CompletedTask
            : RaiseAsync(rules.All.OfType<ScoreRule>().Select(rule => rule.Match(tradeEvent, scores)), tradeEvent, cancellationToken);
    }

    /// <summary>Evaluates the rules on the level and regime of the tension index, once it is updated.</summary>
    /// <param name="scope">Scope of the index: <c>all</c>, <c>pair</c> or <c>topic</c>.</param>
    /// <param name="value">The pair or topic that the index covers.</param>
    /// <param name="days">Every day of the index as published, by date.</param>
    /// <param name="cancellationToken">Stops between two alerts.</param>
    public Task ForIndexAsync(string scope, string value, IReadOnlyList<TensionDay> days, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return RaiseAsync(
            rules.All.OfType<TensionRule>()
                .Where(rule => rule.Scope == scope && rule.Value == value)
                .SelectMany(rule => rule.Match(days, now)),
            about: null,
            cancellationToken);
    }

    /// <summary>Evaluates the rules on silent feeds, once the heartbeat has checked the feeds.</summary>
    public Task ForFeedsAsync(IReadOnlyCollection<FeedPulse> pulses, CancellationToken cancellationToken) => RaiseAsync(
        rules.All.OfType<FeedSilentRule>().SelectMany(rule => pulses.Select(rule.Match)), about: null, cancellationToken);

    /// <summary>Evaluates the rules on dates ahead, once the heartbeat has read those of the next <see cref="DaysAhead"/> days.</summary>
    public Task ForDatesAsync(IReadOnlyCollection<UpcomingDate> dates, CancellationToken cancellationToken) => RaiseAsync(
        rules.All.OfType<DaysBeforeRule>().SelectMany(rule => dates.Select(rule.Match)), about: null, cancellationToken);

    private TimeSpan Age(TradeEvent tradeEvent) => clock.GetUtcNow() - tradeEvent.EventTimeUtc;

    private async Task RaiseAsync(IEnumerable<AlertMatch?> matches, TradeEvent? about, CancellationToken cancellationToken)
    {
        foreach (AlertMatch match in matches.OfType<AlertMatch>())
        {
            Alert? alert = await alerts.FindAsync(match.Rule.Name, match.Subject, cancellationToken)
                ?? (about is null ? null : await FindEarlierAsync(match.Rule, about, cancellationToken));
            if (alert is null)
            {
                // If another run adds the alert first, that run sends it; retries of either run make sure of it.
                alert = Alert.FromMatch(match, clock.GetUtcNow());
                if (!await alerts.AddAsync(alert, cancellationToken))
                {
                    continue;
                }
            }

            if (alert.Status == AlertStatus.Queued)
            {
                await queue.SendAsync(
                    QueueNames.Alerts, [WorkMessage.ForAlert(alert, MarketPulseTelemetry.TraceParent)], cancellationToken);
            }
        }
    }

    /// <summary>Finds the rule's alert on an event that this one supersedes; null when there is none.</summary>
    private async Task<Alert?> FindEarlierAsync(AlertRule rule, TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        List<TradeEvent> superseded = await events
            .ReadAsync(tradeEvent.EventTimeUtc - Reach, tradeEvent.EventTimeUtc + Reach, includeSuperseded: true, cancellationToken)
            .Where(other => other.Status == EventStatus.Superseded)
            .ToListAsync(cancellationToken);
        var same = new HashSet<string>(StringComparer.Ordinal) { tradeEvent.EventId };
        while (superseded.Find(other => other.SupersededBy is { } by && same.Contains(by) && !same.Contains(other.EventId)) is { } earlier)
        {
            same.Add(earlier.EventId);
            if (await alerts.FindAsync(rule.Name, earlier.EventId, cancellationToken) is { } alert)
            {
                return alert;
            }
        }

        return null;
    }
}
