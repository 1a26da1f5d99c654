using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Timers;

/// <summary>
/// Computes the tension index on schedule, and queues the instruments whose sensitivity profiles may have changed. Late runs need no
/// special treatment, because the step reads what is stored.
/// </summary>
/// <param name="step">The step to run.</param>
/// <param name="logger">Logs the outcome.</param>
public sealed class SummarizeSensitivityFunction(SummarizeSensitivity step, ILogger<SummarizeSensitivityFunction> logger)
{
    /// <summary>Runs the step.</summary>
    [Function("SummarizeSensitivity")]
    [ExponentialBackoffRetry(3, "00:00:05", "00:01:00")]
    public async Task RunAsync(
        [TimerTrigger("%SummarizeSensitivitySchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        SensitivitySummary summary = await step.RunAsync(cancellationToken);
        logger.LogInformation(
            TimerLog.SummaryEnded,
            "Counted {Days} days, wrote {IndexRows} rows of the index and queued {Instruments} instruments to profile.",
            summary.DaysCounted, summary.IndexRows, summary.Instruments);
    }
}
