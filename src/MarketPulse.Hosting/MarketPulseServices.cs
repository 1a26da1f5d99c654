using MarketPulse.Feeds;
using MarketPulse.Feeds.Alerts;
using MarketPulse.Hosting.Scheduling;
using MarketPulse.Hosting.Telemetry;
using MarketPulse.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Hosting;

/// <summary>Registers the whole of MarketPulse; both hosts call it.</summary>
public static class MarketPulseServices
{
    /// <summary>
    /// Registers stores, feeds, watchlist, steps, read API and telemetry as the configuration says: sections <c>Storage</c>, <c>Scoring</c>, <c>Heartbeat</c>,
    /// <c>Watchlist</c>, <c>Feeds</c>, <c>Alerts</c> and <c>Web</c>, and the timers' schedules (<see cref="Schedules"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static IServiceCollection AddMarketPulse(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddLogging();
        StorageSettings.AddStorage(services, configuration);
        services.AddSingleton(ScoringSettings.Read(configuration));
        services.AddSingleton(HeartbeatSettings.Read(configuration));
        services.AddMarketPulseFeeds(configuration);
        services.AddMarketPulseAlerts(configuration);
        services.AddMarketPulsePipeline();
        services.AddMarketPulseWeb(options => WebSettings.Apply(configuration, options));
        services.AddSchedules(configuration);
        services.AddMarketPulseTelemetry(configuration);
        return services;
    }
}
