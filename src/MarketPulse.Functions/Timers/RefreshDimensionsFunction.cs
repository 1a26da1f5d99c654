using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Timers;

/// <summary>Brings the dimensions that BI tools join with up to date on schedule.</summary>
/// <param name="step">The step.</param>
public sealed class RefreshDimensionsFunction(RefreshDimensions step)
{
    /// <summary>Runs the step.</summary>
    [Function("RefreshDimensions")]
    [ExponentialBackoffRetry(3, "00:00:05", "00:01:00")]
    public Task RunAsync(
        [TimerTrigger("%RefreshDimensionsSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken) =>
        step.RunAsync(cancellationToken);
}
