using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Hosting.Scheduling;

/// <summary>
/// A step that runs on a schedule, for hosts without timer triggers. The Functions app has a trigger of the same name for each.
/// </summary>
/// <param name="Name">Name of the step and of its schedule.</param>
/// <param name="Schedule">Returns its cron expression.</param>
/// <param name="RunAsync">Runs it with the services of the host; returns one sentence for each failure.</param>
public sealed record TimedStep(
    string Name, Func<Schedules, string> Schedule, Func<IServiceProvider, CancellationToken, Task<IEnumerable<string>>> RunAsync)
{
    /// <summary>Every timed step.</summary>
    public static IReadOnlyList<TimedStep> All { get; } =
    [
        new(nameof(PollPrices), schedules => schedules.PollPrices, static async (services, cancellationToken) =>
            (await services.GetRequiredService<PollPrices>().RunAsync(cancellationToken)).Errors),
        new(nameof(PollNews), schedules => schedules.PollNews, static async (services, cancellationToken) =>
            (await services.GetRequiredService<PollNews>().RunAsync(cancellationToken)).Errors),
        new(nameof(Heartbeat), schedules => schedules.Heartbeat, static async (services, cancellationToken) =>
            (await services.GetRequiredService<Heartbeat>().RunAsync(cancellationToken)).Where(pulse => pulse.IsStale)
                .Select(pulse => pulse.Warning)),
        new(nameof(RefreshDimensions), schedules => schedules.RefreshDimensions, static async (services, cancellationToken) =>
        {
            await services.GetRequiredService<RefreshDimensions>().RunAsync(cancellationToken);
            return [];
        }),
        new(nameof(SummarizeSensitivity), schedules => schedules.SummarizeSensitivity, static async (services, cancellationToken) =>
        {
            await services.GetRequiredService<SummarizeSensitivity>().RunAsync(cancellationToken);
            return [];
        }),
        new(nameof(ApplyRetention), schedules => schedules.ApplyRetention, static async (services, cancellationToken) =>
        {
            await services.GetRequiredService<ApplyRetention>().RunAsync(cancellationToken);
            return [];
        }),
    ];
}
