using System.Diagnostics;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Web.Health;
using MarketPulse.Web.Mcp;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.StaticFiles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MarketPulse.Web;

/// <summary>Registers the services of <see cref="WebPipeline"/>, except for the stores.</summary>
public static class WebServices
{
    private const long CorsSeconds = 3600;

    /// <summary>Adds routing, compression, CORS, health checks and the files of the page for the nested pipeline.</summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Sets who may read and write; null for the defaults or for options that the caller registers.</param>
    public static IServiceCollection AddMarketPulseWeb(this IServiceCollection services, Action<WebOptions>? configure = null)
    {
        services.AddOptions<WebOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebOptions>, Validator>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<WebOptions>>().Value);
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<WebOptions>(AddPolicy);

        // A web host registers one itself; other hosts do not.
        services.TryAddSingleton(_ => new DiagnosticListener("Microsoft.AspNetCore"));
        services.TryAddSingleton<DiagnosticSource>(provider => provider.GetRequiredService<DiagnosticListener>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new StudyOptions());
        services.TryAddSingleton(ReleaseCalendar.Empty);
        services.TryAddSingleton<StudyBasis>();
        services.TryAddSingleton(new ArticleOptions());
        services.TryAddSingleton<ClusterStores>();
        services.TryAddSingleton<AsOfReader>();
        services.TryAddSingleton<FindAnalogues>();
        services.TryAddSingleton<MeasureResponse>();
        services.TryAddSingleton<ForecastStates>();
        services.TryAddSingleton<PredictScenario>();
        services.TryAddSingleton<ReadTrackRecord>();
        services.TryAddSingleton<ReplayedForecasts>();
        services.TryAddSingleton<StudyMoments>();
        services.TryAddSingleton<TradeDetector>();
        services.TryAddSingleton<ExplainScore>();
        services.TryAddSingleton(new HeartbeatOptions());
        services.TryAddSingleton<FeedPulses>();
        services.AddHealthChecks();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<HealthCheckServiceOptions>, HealthRegistrations>());
        services.TryAddSingleton<ReadApiCalls>();
        services.AddMarketPulseMcp();
        services.AddRouting();
        services.AddSingleton(_ => PageFiles.Read());
        services.AddResponseCompression(options =>
        {
            // Safe, because no response combines a secret with text chosen by the caller (BREACH).
            options.EnableForHttps = true;
            options.MimeTypes =
            [
                .. ResponseCompressionDefaults.MimeTypes, "application/problem+json", "application/x-ndjson", "application/atom+xml",
                "text/calendar",
            ];
        });
        return services;
    }

    private static void AddPolicy(CorsOptions cors, WebOptions web) => cors.AddDefaultPolicy(policy => policy
        .WithOrigins([.. web.CorsOrigins])
        .WithMethods("GET")
        .WithHeaders(AccessGate.KeyHeader, "If-None-Match", "OData-Version", "OData-MaxVersion", "Prefer")
        .WithExposedHeaders("ETag", "Link", "X-Continuation", "OData-Version")
        .SetPreflightMaxAge(TimeSpan.FromSeconds(CorsSeconds)));

    private sealed class Validator : IValidateOptions<WebOptions>
    {
        public ValidateOptionsResult Validate(string? name, WebOptions options)
        {
            string[] problems = [.. options.Problems()];
            return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}
