using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Timers;

/// <summary>
/// Removes data that has expired on schedule. A late run makes up for missed ones, because cursors hold the last day handled.
/// </summary>
/// <param name="step">The step.</param>
/// <param name="logger">Receives what was removed.</param>
public sealed class ApplyRetentionFunction(ApplyRetention step, ILogger<ApplyRetentionFunction> logger)
{
    /// <summary>Runs the step.</summary>
    [Function("ApplyRetention")]
    [ExponentialBackoffRetry(3, "00:00:05", "00:01:00")]
    public async Task RunAsync(
        [TimerTrigger("%ApplyRetentionSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (RetentionResult result in await step.RunAsync(cancellationToken))
        {
            logger.LogInformation(
                TimerLog.RetentionApplied, "Removed {Count} of {Data} from before {Before}.", result.Count, result.Data, result.Before);
        }
    }
}
