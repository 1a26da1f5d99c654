using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Timers;

/// <summary>Checks the freshness of every feed on schedule, and warns about silent ones.</summary>
/// <param name="step">The step to run.</param>
/// <param name="logger">Logs the warnings.</param>
public sealed class HeartbeatFunction(Heartbeat step, ILogger<HeartbeatFunction> logger)
{
    /// <summary>Runs the step.</summary>
    [Function("Heartbeat")]
    [ExponentialBackoffRetry(3, "00:00:05", "00:01:00")]
    public async Task RunAsync(
        [TimerTrigger("%HeartbeatSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        IReadOnlyList<FeedPulse> pulses = await step.RunAsync(cancellationToken);
        foreach (FeedPulse pulse in pulses.Where(pulse => pulse.IsStale))
        {
            logger.LogWarning(TimerLog.StaleFeed, "{Warning}", pulse.Warning);
        }
    }
}
