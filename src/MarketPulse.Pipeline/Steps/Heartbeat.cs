using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Checks when each feed was last polled successfully and reports those that have been silent for too long. This catches timers that stop
/// firing, which cause no error. Also raises the alerts on dates ahead, which no other step would notice coming near.
/// </summary>
/// <param name="feeds">Reads the state of each feed.</param>
/// <param name="cursors">Stores one <c>heartbeat</c> row per feed.</param>
/// <param name="upcoming">Store of the dates ahead.</param>
/// <param name="alerts">Raises matching alerts.</param>
/// <param name="clock">Current time, recorded in the rows.</param>
public sealed class Heartbeat(
    FeedPulses feeds, ICursorStore cursors, IUpcomingStore upcoming, RaiseAlerts alerts, TimeProvider clock)
{
    /// <summary>Checks every polled feed, records its freshness and writes its heartbeat row.</summary>
    public async Task<IReadOnlyList<FeedPulse>> RunAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("heartbeat");
        IReadOnlyList<FeedPulse> pulses = await feeds.ReadAsync(cancellationToken);
        foreach (FeedPulse pulse in pulses)
        {
            if (pulse.SinceSuccess is { } since)
            {
                MarketPulseTelemetry.FeedFreshness(pulse.FeedKind, pulse.Feed, since);
            }

            await cursors.SaveAsync(ToRow(pulse), cancellationToken);
        }

        await alerts.ForFeedsAsync(pulses, cancellationToken);
        await CheckDatesAsync(cancellationToken);
        return pulses;
    }

    // Only the days that a rule looks ahead are read, and nothing without such a rule.
    private async Task CheckDatesAsync(CancellationToken cancellationToken)
    {
        if (alerts.DaysAhead is { } days)
        {
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            List<UpcomingDate> dates = await upcoming.ReadAsync(today, today.AddDays(days), cancellationToken)
                .Select(row => row with { ReadOn = today })
                .ToListAsync(cancellationToken);
            await alerts.ForDatesAsync(dates, cancellationToken);
        }
    }

    private FeedCursor ToRow(FeedPulse pulse) => new()
    {
        FeedKind = CursorKinds.Heartbeat,
        FeedId = CursorIds.ForHeartbeat(pulse.FeedKind, pulse.Feed),
        Position = pulse.FirstLookUtc.ToString("O", CultureInfo.InvariantCulture),
        Outcome = pulse.Outcome ?? PollOutcome.Unreachable,
        Error = pulse.IsStale ? pulse.Warning : null,
        LastPollUtc = clock.GetUtcNow(),
        LastSuccessUtc = pulse.LastSuccessUtc,
    };
}
