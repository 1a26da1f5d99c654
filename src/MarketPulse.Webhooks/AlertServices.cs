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
    /// Registers the rules and webhooks of section <c>Alerts</c>; without any, nothing is sent. The host refuses to start when a setting is wrong, and
    /// names it. Needs the watchlist.
    /// </summary>
    /// <param name="services">Takes the registrations.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="feeds">Names of the feeds there are, which rules on silent feeds may name.</param>
    public static IServiceCollection AddMarketPulseAlerts(this IServiceCollection services, IConfiguration configuration, IReadOnlyCollection<string> feeds)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        AlertSettings settings = AlertSettings.Read(configuration, feeds);
        var policy = new AddressPolicy(settings.Webhooks.Select(webhook => webhook.Address), settings.Options.AllowLoopback);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<AlertsOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<AlertsOptions>>(provider => new Validator(settings, provider));
        services.AddSingleton(settings.Rules);
        services.AddSingleton<IReadOnlyList<ConfiguredWebhook>>(
            [.. settings.Webhooks.Select(webhook => new ConfiguredWebhook(webhook.Name, Codes<AlertShape>.Of(webhook.Shape), webhook.Address.Host, webhook.Key is not null))]);
        AddClient(services, policy);
        foreach (WebhookSettings webhook in settings.Webhooks)
        {
            services.AddSingleton<IWebhook>(provider => new Webhook(
                webhook, settings.Options, provider.GetRequiredService<IHttpClientFactory>().CreateClient(Client), policy, provider.GetRequiredService<TimeProvider>()));
        }

        return services;
    }

    private static void AddClient(IServiceCollection services, AddressPolicy policy)
    {
        IHttpClientBuilder client = services.AddHttpClient(Client, http =>
        {
            http.Timeout = Timeout.InfiniteTimeSpan;
            http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", $"MarketPulse/{EngineVersion.Current} (alerts)");
        });

        // Neither log nor span may hold the address: its path is the secret.
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

    private sealed class Validator(AlertSettings settings, IServiceProvider services) : IValidateOptions<AlertsOptions>
    {
        public ValidateOptionsResult Validate(string? name, AlertsOptions options)
        {
            string[] problems = [.. settings.Problems, .. settings.ProblemsWith(services.GetRequiredService<Watchlist>)];
            return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
