using System.Globalization;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MarketPulse.Web.Health;

/// <summary>Checks whether the service of a probe works, and whether the messages of a queue wait too long.</summary>
internal sealed class ProbeCheck(IHealthProbe probe, TimeProvider clock) : BoundedCheck
{
    /// <summary>Age of the oldest message above which a queue is degraded.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromMinutes(15);

    protected override async Task<HealthCheckResult> RunAsync(CancellationToken cancellationToken)
    {
        ProbeResult found = await probe.ProbeAsync(cancellationToken);
        if (found.Fault is { } fault)
        {
            return HealthCheckResult.Unhealthy(fault, found.Cause);
        }

        if (found.Queue is not { } head)
        {
            return HealthCheckResult.Healthy();
        }

        // The clock of the queue may be slightly ahead of this one.
        TimeSpan? age = clock.GetUtcNow() - head.OldestUtc is { } since ? since > TimeSpan.Zero ? since : TimeSpan.Zero : null;
        var data = new Dictionary<string, object>(StringComparer.Ordinal);
        if (age is { } waited)
        {
            data["oldestseconds"] = Math.Round(waited.TotalSeconds, 1);
        }

        if (head.Messages is { } messages)
        {
            data["messages"] = messages;
        }

        if (head.DeadLetters is { } deadLetters)
        {
            data["deadletters"] = deadLetters;
        }

        return age > SlowAfter
            ? HealthCheckResult.Degraded(
                string.Create(CultureInfo.InvariantCulture, $"The oldest message has waited for {age.Value.TotalMinutes:0} minutes."),
                data: data)
            : HealthCheckResult.Healthy(data: data);
    }
}
