using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.BareWorker;

/// <summary>Logs each run.</summary>
/// <param name="logger">Receives the log line.</param>
public sealed class TickFunction(ILogger<TickFunction> logger)
{
    /// <summary>Logs the run.</summary>
    [Function("Tick")]
    public void Run([TimerTrigger("%TickSchedule%", UseMonitor = true)] TimerInfo timer) =>
        logger.LogInformation("Ticked{Late}.", timer.IsPastDue ? ", past due" : "");
}
