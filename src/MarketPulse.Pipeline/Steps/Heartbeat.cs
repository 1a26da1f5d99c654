using System.Diagnostics;
using System.Globalization;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Checks when each feed was last polled successfully and reports those that have been silent for too long. This catches timers that stop
/// firing, which cause no error.
/// </summary>
/// <param name="feeds">Reads the state of each feed.</param>
/// <param name="cursors">Stores one <c>heartbeat</c> row per feed.</param>
/// <param name="alerts">Raises matching alerts.</param>
/// <param name="clock">Current time, recorded in the rows.</param>
public sealed class Heartbeat(FeedPulses feeds, ICursorStore cursors, RaiseAlerts alerts, TimeProvider clock)
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
        return pulses;
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
