using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage.Schema;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Timers;

/// <summary>
/// Updates the dimension tables for BI tools on schedule, after upgrading the store if an earlier version wrote it.
/// </summary>
/// <param name="step">The step to run.</param>
/// <param name="schema">Upgrades the store.</param>
/// <param name="logger">Logs each upgrade.</param>
public sealed class RefreshDimensionsFunction(
    RefreshDimensions step, StoreSchema schema, ILogger<RefreshDimensionsFunction> logger)
{
    /// <summary>Runs the step.</summary>
    [Function("RefreshDimensions")]
    [ExponentialBackoffRetry(3, "00:00:05", "00:01:00")]
    public async Task RunAsync(
        [TimerTrigger("%RefreshDimensionsSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        await schema.UpgradeAsync(
            progress => logger.LogInformation(TimerLog.SchemaUpgraded, "{Progress}.", progress), cancellationToken);
        await step.RunAsync(cancellationToken);
    }
}
