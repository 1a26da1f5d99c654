using System.Globalization;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MarketPulse.Web.Health;

/// <summary>
/// Checks whether polls of the feeds succeed. Unhealthy when every feed of a kind fails; degraded when one does, when one has not been
/// polled yet, or when the heartbeat, which fires as often as any timer, has not run.
/// </summary>
internal sealed class FeedsCheck(FeedPulses feeds, TimeProvider clock) : BoundedCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "feeds";

    /// <summary>Time without a heartbeat after which the timers count as stopped; the alert for a silent app waits as long.</summary>
    public static readonly TimeSpan StoppedAfter = TimeSpan.FromHours(1);

    protected override async Task<HealthCheckResult> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<FeedPulse> pulses = await feeds.ReadAsync(cancellationToken);
        if (pulses.Count == 0)
        {
            return HealthCheckResult.Healthy("No feed is switched on.");
        }

        FeedHealth[] found = [.. pulses.Select(FeedHealth.FromPulse)];
        DateTimeOffset? heartbeat = pulses.Max(pulse => pulse.LastLookUtc);
        string[] troubles = [.. found.Select(feed => feed.Trouble).Append(TroubleWith(heartbeat)).OfType<string>()];
        HealthStatus status = found.GroupBy(feed => feed.Kind).Any(kind => kind.All(feed => feed.Health == HealthStatus.Unhealthy))
            ? HealthStatus.Unhealthy
            : troubles.Length > 0 ? HealthStatus.Degraded : HealthStatus.Healthy;
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["feeds"] = found };
        if (heartbeat is { } last)
        {
            data["heartbeatutc"] = last.UtcDateTime;
        }

        return new HealthCheckResult(status, troubles.Length == 0 ? null : string.Join(' ', troubles), data: data);
    }

    private string? TroubleWith(DateTimeOffset? heartbeat) => heartbeat switch
    {
        null => "The heartbeat has not run yet.",
        { } last when clock.GetUtcNow() - last > StoppedAfter => string.Create(
            CultureInfo.InvariantCulture,
            $"The heartbeat has not run since {last.UtcDateTime:yyyy-MM-dd HH:mm}Z: the timers have stopped."),
        _ => null,
    };
}
