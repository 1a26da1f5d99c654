using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Timers;

/// <summary>Updates the dimension tables for BI tools on schedule.</summary>
/// <param name="step">The step to run.</param>
public sealed class RefreshDimensionsFunction(RefreshDimensions step)
{
    /// <summary>Runs the step.</summary>
    [Function("RefreshDimensions")]
    [ExponentialBackoffRetry(3, "00:00:05", "00:01:00")]
    public Task RunAsync(
        [TimerTrigger("%RefreshDimensionsSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        step.RunAsync(cancellationToken);
}
