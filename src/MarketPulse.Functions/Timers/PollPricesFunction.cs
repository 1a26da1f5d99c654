using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Timers;

/// <summary>Polls the price feeds on schedule. Late runs need no special treatment, because the cursors decide what is read.</summary>
/// <param name="step">The step to run.</param>
/// <param name="logger">Logs the outcome.</param>
public sealed class PollPricesFunction(PollPrices step, ILogger<PollPricesFunction> logger)
{
    /// <summary>Runs the step.</summary>
    [Function("PollPrices")]
    [ExponentialBackoffRetry(3, "00:00:05", "00:01:00")]
    public async Task RunAsync(
        [TimerTrigger("%PollPricesSchedule%", UseMonitor = true)] TimerInfo timer, CancellationToken cancellationToken)
    {
        PollSummary summary = await step.RunAsync(cancellationToken);
        logger.Polled("price", summary, timer.IsPastDue);
    }
}
