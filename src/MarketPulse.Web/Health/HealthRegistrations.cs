using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MarketPulse.Web.Health;

/// <summary>
/// Registers a check for every probe in the container, and the check of the feeds. Of probes with the same name, the last one is used, as
/// for any service.
/// </summary>
internal sealed class HealthRegistrations(IEnumerable<IHealthProbe> probes, TimeProvider clock)
    : IConfigureOptions<HealthCheckServiceOptions>
{
    public void Configure(HealthCheckServiceOptions options)
    {
        foreach (IHealthProbe probe in probes.GroupBy(probe => probe.Name, StringComparer.Ordinal).Select(same => same.Last()))
        {
            options.Registrations.Add(
                new HealthCheckRegistration(probe.Name, new ProbeCheck(probe, clock), failureStatus: null, tags: null));
        }

        options.Registrations.Add(new HealthCheckRegistration(
            FeedsCheck.Name, services =>
                new FeedsCheck(services.GetRequiredService<FeedPulses>(), clock), failureStatus: null, tags: null));
    }
}
