using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.BareWorker;

/// <summary>Says that it ran.</summary>
/// <param name="logger">Takes the line.</param>
public sealed class TickFunction(ILogger<TickFunction> logger)
{
    /// <summary>Runs.</summary>
    [Function("Tick")]
    public void Run([TimerTrigger("%TickSchedule%", UseMonitor = true)] TimerInfo timer) =>
        logger.LogInformation("Ticked{Late}.", timer.IsPastDue ? ", past due" : "");
}
