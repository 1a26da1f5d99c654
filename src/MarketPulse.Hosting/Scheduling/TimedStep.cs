using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Hosting.Scheduling;

/// <summary>A step that runs on schedule, for hosts without timer triggers. Each has a trigger of the same name in the Functions app.</summary>
/// <param name="Name">Its name, which is also that of its schedule.</param>
/// <param name="Schedule">Its cron expression.</param>
/// <param name="RunAsync">Runs it with the host's services; returns one sentence for each thing that went wrong.</param>
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
            (await services.GetRequiredService<Heartbeat>().RunAsync(cancellationToken)).Where(pulse => pulse.IsStale).Select(pulse => pulse.Warning)),
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
    ];
}
