using MarketPulse.Core.Events;
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
/// Holds what other steps found against the rules, and queues an alert for each rule that fires. The alert's row is stored first and decides: on each
/// subject a rule fires once. A run that ends between row and message is made good by its repeat, which finds the row still queued.
/// </summary>
/// <param name="rules">The rules.</param>
/// <param name="alerts">Takes the alerts.</param>
/// <param name="events">Tells which events another took the place of.</param>
/// <param name="queue">Takes the work of sending.</param>
/// <param name="watchlist">The instruments.</param>
/// <param name="clock">Tells what is new.</param>
public sealed class RaiseAlerts(AlertRules rules, IAlertStore alerts, IEventStore events, IWorkQueue queue, Watchlist watchlist, TimeProvider clock)
{
    /// <summary>How old an event may be for its scores to set off an alert: its longest window has closed long before, and a backfill wakes nobody.</summary>
    public static TimeSpan RecentlyScored { get; } = TimeSpan.FromDays(31);

    /// <summary>How far an event lies at most from one whose place it took.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(7);

    /// <summary>After detection and analogues: the rules on events. An event older than <see cref="FindAnalogues.New"/> is no news.</summary>
    public Task ForEventAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return Age(tradeEvent) > FindAnalogues.New
            ? Task.CompletedTask
            : RaiseAsync(rules.All.OfType<EventRule>().Select(rule => rule.Match(tradeEvent, watchlist.Instruments)), tradeEvent, cancellationToken);
    }

    /// <summary>After scoring: the rules on scores.</summary>
    public Task ForScoresAsync(TradeEvent tradeEvent, IReadOnlyCollection<ImpactScore> scores, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return Age(tradeEvent) > RecentlyScored
            ? Task.CompletedTask
            : RaiseAsync(rules.All.OfType<ScoreRule>().Select(rule => rule.Match(tradeEvent, scores)), tradeEvent, cancellationToken);
    }

    /// <summary>After the tension index: the rules on its level and its regime.</summary>
    /// <param name="scope">What the index is of.</param>
    /// <param name="value">The pair or topic.</param>
    /// <param name="days">Its days as published, by date.</param>
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

    /// <summary>After a look at the feeds: the rules on silence.</summary>
    public Task ForFeedsAsync(IReadOnlyCollection<FeedPulse> pulses, CancellationToken cancellationToken) => RaiseAsync(
        rules.All.OfType<FeedSilentRule>().SelectMany(rule => pulses.Select(rule.Match)), about: null, cancellationToken);

    private TimeSpan Age(TradeEvent tradeEvent) => clock.GetUtcNow() - tradeEvent.EventTimeUtc;

    private async Task RaiseAsync(IEnumerable<AlertMatch?> matches, TradeEvent? about, CancellationToken cancellationToken)
    {
        foreach (AlertMatch match in matches.OfType<AlertMatch>())
        {
            Alert? alert = await alerts.FindAsync(match.Rule.Name, match.Subject, cancellationToken)
                ?? (about is null ? null : await FindEarlierAsync(match.Rule, about, cancellationToken));
            if (alert is null)
            {
                // Whoever loses the race to add it leaves the sending to the one who won, and to the repeats of both.
                alert = Alert.Of(match, clock.GetUtcNow());
                if (!await alerts.AddAsync(alert, cancellationToken))
                {
                    continue;
                }
            }

            if (alert.Status == AlertStatus.Queued)
            {
                await queue.SendAsync(QueueNames.Alerts, [WorkMessage.ForAlert(alert, MarketPulseTelemetry.TraceParent)], cancellationToken);
            }
        }
    }

    /// <summary>The rule's alert on the same event under an id that an earlier report has overtaken; null when there is none.</summary>
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
