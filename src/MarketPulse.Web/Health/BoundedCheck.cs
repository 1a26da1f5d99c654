using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MarketPulse.Web.Health;

/// <summary>A check with a time limit, whose result contains nothing of an exception; the log has it.</summary>
internal abstract class BoundedCheck : IHealthCheck
{
    /// <summary>Time after which a check counts as failed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Shortened by tests.</summary>
    public TimeSpan Patience { get; init; } = Limit;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // The wait ends even if the client of the service is slow to react to cancellation.
            Task<HealthCheckResult> running = RunAsync(bounded.Token);
            return await running.WaitAsync(Patience, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (TimeoutException e)
        {
            return HealthCheckResult.Unhealthy(
                string.Create(CultureInfo.InvariantCulture, $"No response within {Patience.TotalSeconds:0.###} seconds."), e);
        }
#pragma warning disable CA1031 // Whatever a check throws, the others still report.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return HealthCheckResult.Unhealthy("The check failed; the log has the reason.", e);
        }
        finally
        {
            await bounded.CancelAsync();
        }
    }

    /// <summary>Runs the check.</summary>
    protected abstract Task<HealthCheckResult> RunAsync(CancellationToken cancellationToken);
}
