using System.Diagnostics;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Web.Health;
using MarketPulse.Web.StaticFiles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MarketPulse.Web;

/// <summary>What <see cref="WebPipeline"/> needs besides the stores.</summary>
public static class WebServices
{
    private const long CorsSeconds = 3600;

    /// <summary>Adds routing, compression, CORS, health checks and the page's files for the nested pipeline.</summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Sets who may read; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">An option makes no sense; the message names it.</exception>
    public static IServiceCollection AddMarketPulseWeb(this IServiceCollection services, Action<WebOptions>? configure = null)
    {
        var web = new WebOptions();
        configure?.Invoke(web);
        web.Validate();
        services.AddSingleton(web);
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. web.CorsOrigins])
            .WithMethods("GET")
            .WithHeaders(AccessGate.KeyHeader, "If-None-Match", "OData-Version", "OData-MaxVersion", "Prefer")
            .WithExposedHeaders("ETag", "Link", "X-Continuation", "OData-Version")
            .SetPreflightMaxAge(TimeSpan.FromSeconds(CorsSeconds))));
        // A web host registers one itself; a host that is none does not.
        services.TryAddSingleton(_ => new DiagnosticListener("Microsoft.AspNetCore"));
        services.TryAddSingleton<DiagnosticSource>(provider => provider.GetRequiredService<DiagnosticListener>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new StudyOptions());
        services.TryAddSingleton<AsOfReader>();
        services.TryAddSingleton<FindAnalogues>();
        services.TryAddSingleton<PredictScenario>();
        services.TryAddSingleton(new HeartbeatOptions());
        services.TryAddSingleton<FeedPulses>();
        services.AddHealthChecks();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HealthCheckServiceOptions>, HealthRegistrations>());
        services.AddRouting();
        services.AddSingleton(_ => PageFiles.Read());
        services.AddResponseCompression(options =>
        {
            // No answer mixes a secret with text that a caller chose, which is what compressed TLS would give away.
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "application/problem+json", "application/x-ndjson"];
        });
        return services;
    }
}
