using MarketPulse.Core.Contract;
using MarketPulse.Core.Markets;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MarketPulse.Webhooks;

/// <summary>Registers alert rules and webhooks.</summary>
public static class AlertServices
{
    private const string Client = "marketpulse.alerts";

    /// <summary>
    /// Registers the rules and webhooks of the section <c>Alerts</c>; without rules, no alerts are sent. The host refuses to start when a
    /// setting is wrong; the message names the setting. Needs a registered <see cref="Watchlist"/>.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="feeds">Names of the configured feeds, for rules about silent feeds.</param>
    public static IServiceCollection AddMarketPulseAlerts(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyCollection<string> feeds)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        AlertSettings settings = AlertSettings.Read(configuration, feeds);
        AddOptions(services, configuration, settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings.Rules);
        services.AddSingleton<IReadOnlyList<ConfiguredWebhook>>([.. settings.Webhooks.Select(webhook => webhook.WithoutSecrets())]);
        var policy = new AddressPolicy(settings.Webhooks.Select(webhook => webhook.Address), settings.Options.AllowLoopback);
        AddClient(services, policy);
        foreach (WebhookSettings webhook in settings.Webhooks)
        {
            services.AddSingleton<IWebhook>(provider => new Webhook(
                webhook,
                settings.Options,
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(Client),
                policy,
                provider.GetRequiredService<TimeProvider>()));
        }

        return services;
    }

    private static void AddOptions(IServiceCollection services, IConfiguration configuration, AlertSettings settings)
    {
        OptionsBuilder<AlertsOptions> options = services.AddOptions<AlertsOptions>()
            .Configure(options => AlertSettings.Bind(configuration, options))
            .ValidateOnStart();
        foreach (string problem in settings.Problems)
        {
            options.Validate(_ => false, problem);
        }

        services.AddSingleton<IValidateOptions<AlertsOptions>>(provider => new WatchlistValidator(settings, provider));
    }

    private static void AddClient(IServiceCollection services, AddressPolicy policy)
    {
        IHttpClientBuilder client = services.AddHttpClient(Client, http =>
        {
            http.Timeout = Timeout.InfiniteTimeSpan;
            http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", $"MarketPulse/{EngineVersion.Current} (alerts)");
        });

        // The address must appear neither in logs nor in spans: its path is the secret.
        client.RemoveAllLoggers();
        client.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 64,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ConnectCallback = (context, token) => AddressGuard.ConnectAsync(context.DnsEndPoint, policy.IsAllowedLoopback, token),
        });
    }

    /// <summary>Checks what rules name against the watchlist, which is resolved only when a rule names a tag or a symbol.</summary>
    private sealed class WatchlistValidator(AlertSettings settings, IServiceProvider services) : IValidateOptions<AlertsOptions>
    {
        public ValidateOptionsResult Validate(string? name, AlertsOptions options)
        {
            string[] problems = [.. settings.ProblemsWith(services.GetRequiredService<Watchlist>)];
            return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
