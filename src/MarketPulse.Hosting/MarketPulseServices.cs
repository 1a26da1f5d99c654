using MarketPulse.Feeds;
using MarketPulse.Hosting.Scheduling;
using MarketPulse.Hosting.Telemetry;
using MarketPulse.Pipeline;
using MarketPulse.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Hosting;

/// <summary>Registers all of MarketPulse, for both hosts.</summary>
public static class MarketPulseServices
{
    /// <summary>
    /// Registers stores, feeds, watchlist, steps, read API and telemetry as the configuration says: sections <c>Storage</c>,
    /// <c>Scoring</c>, <c>Articles</c>, <c>Heartbeat</c>, <c>Retention</c>, <c>Watchlist</c>, <c>Feeds</c>, <c>Alerts</c> and <c>Web</c>,
    /// and the timers' schedules (<see cref="Schedules"/>). The host refuses to start when a setting is missing or malformed, and names it.
    /// </summary>
    public static IServiceCollection AddMarketPulse(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddLogging();
        services.AddStorageSettings(configuration);
        services.AddScoringSettings(configuration);
        services.AddConfounderSettings(configuration);
        services.AddArticleSettings(configuration);
        services.AddHeartbeatSettings(configuration);
        services.AddRetentionSettings(configuration);
        services.AddMarketPulseFeedsAndAlerts(configuration);
        services.AddMarketPulsePipeline();
        services.AddWebSettings(configuration);
        services.AddSchedules(configuration);
        services.AddMarketPulseTelemetry(configuration);
        return services;
    }

    /// <summary>Registers everything that makes requests to other machines: feeds and watchlist, alert rules and webhooks.</summary>
    public static IServiceCollection AddMarketPulseFeedsAndAlerts(this IServiceCollection services, IConfiguration configuration) =>
        services
        .AddMarketPulseFeeds(configuration)
        .AddMarketPulseAlerts(configuration, FeedServices.ReadNames(configuration));
}
