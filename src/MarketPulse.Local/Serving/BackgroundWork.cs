using MarketPulse.Hosting.Scheduling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NCrontab;

namespace MarketPulse.Local.Serving;

/// <summary>
/// Does the work of the triggers in Azure: runs each timed step on its schedule and passes the messages of the queues to their steps.
/// </summary>
/// <param name="services">Provides the timed steps.</param>
/// <param name="schedules">When each timer fires.</param>
/// <param name="queues">The steps of the queues.</param>
/// <param name="receiver">Reads the queues.</param>
/// <param name="clock">Decides when a step is due.</param>
/// <param name="logger">Receives failures.</param>
internal sealed class BackgroundWork(
    IServiceProvider services, IOptions<Schedules> schedules, QueuedSteps queues, IWorkReceiver receiver, TimeProvider clock,
    ILogger<BackgroundWork> logger)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([queues.PumpAsync(receiver, stoppingToken), .. TimedStep.All.Select(step => RepeatAsync(step, stoppingToken))]);

    /// <summary>
    /// Runs the step at once, like a timer that missed its time, and then on schedule. Runs never overlap: times that pass during a run are
    /// merged into the next one.
    /// </summary>
    private async Task RepeatAsync(TimedStep step, CancellationToken cancellationToken)
    {
        CrontabSchedule schedule = Schedules.Parse(step.Schedule(schedules.Value))!;
        while (true)
        {
            await RunAsync(step, cancellationToken);
            DateTime now = clock.GetUtcNow().UtcDateTime;
            await Task.Delay(schedule.GetNextOccurrence(now) - now, clock, cancellationToken);
        }
    }

    private async Task RunAsync(TimedStep step, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string error in await step.RunAsync(services, cancellationToken))
            {
                logger.LogWarning("{Step}: {Error}", step.Name, error);
            }

            logger.LogInformation("{Step} has run.", step.Name);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a step throws, it runs again at its next time, and the other steps continue.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.LogError(e, "{Step} failed and runs again at its next time.", step.Name);
        }
    }
}
