using System.Data.Common;
using Azure.Core;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using MarketPulse.Pipeline.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MarketPulse.Hosting.Telemetry;

/// <summary>OpenTelemetry, set up the same way in every host.</summary>
public static class TelemetryServices
{
    /// <summary>Setting that names the Application Insights resource; when it is set, telemetry goes there.</summary>
    public const string ApplicationInsights = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>
    /// Setting of the Functions host and the worker for the identity that sends telemetry: <c>Authorization=AAD;ClientId=...</c>.
    /// </summary>
    public const string ApplicationInsightsIdentity = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Setting that names an OTLP collector; when it is set, telemetry goes there.</summary>
    public const string Otlp = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Adds traces, metrics and logs of MarketPulse and of the HTTP requests of feeds, and the exporters of the settings.
    /// </summary>
    /// <returns>The builder, for additions of a single host.</returns>
    public static IOpenTelemetryBuilder AddMarketPulseTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        OpenTelemetryBuilder telemetry = services.AddOpenTelemetry();
        telemetry.WithTracing(tracing => tracing
            .AddSource(MarketPulseTelemetry.Name)
            .AddHttpClientInstrumentation(http => http.FilterHttpRequestMessage = request => !IsStorage(request)));
        telemetry.WithMetrics(metrics => metrics.AddMeter(MarketPulseTelemetry.Name));
        services.AddLogging(logging => logging.AddFilter<OpenTelemetryLoggerProvider>("System.Net.Http.HttpClient", LogLevel.Warning));
        telemetry.WithLogging(configureBuilder: null, logging => logging.IncludeScopes = true);

        if (Setting(configuration, Otlp) is not null)
        {
            telemetry.UseOtlpExporter();
        }

        if (Setting(configuration, ApplicationInsights) is { } connectionString)
        {
            telemetry.UseAzureMonitorExporter(options =>
            {
                options.ConnectionString = connectionString;
                options.Credential = Credential(Setting(configuration, ApplicationInsightsIdentity));
            });
        }

        return telemetry;
    }

    /// <summary>Whether the settings name a destination for telemetry.</summary>
    public static bool IsExported(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Setting(configuration, Otlp) is not null || Setting(configuration, ApplicationInsights) is not null;
    }

    /// <summary>Starts recording where no generic host does. Disposing of the services sends what is buffered.</summary>
    public static void StartMarketPulseTelemetry(this IServiceProvider services)
    {
        _ = services.GetService<TracerProvider>();
        _ = services.GetService<MeterProvider>();
    }

    /// <summary>
    /// The identity that <see cref="ApplicationInsightsIdentity"/> names; null when it is absent, in which case the key of the connection
    /// string is used.
    /// </summary>
    internal static TokenCredential? Credential(string? authentication)
    {
        if (authentication is null)
        {
            return null;
        }

        var parts = new DbConnectionStringBuilder { ConnectionString = authentication };
        return parts.TryGetValue("ClientId", out object? clientId)
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId((string)clientId))
            : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);
    }

    // One span per storage request would hide the rest; the spans of the steps include the storage time.
    private static bool IsStorage(HttpRequestMessage request) => request.Headers.Contains("x-ms-version");

    private static string? Setting(IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
}
