using MarketPulse.Functions.Http;
using MarketPulse.Functions.Invocations;
using MarketPulse.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions;

/// <summary>Registers what the functions need, with any transport.</summary>
internal static class FunctionsServices
{
    /// <summary>Adds MarketPulse, the web behind the HTTP functions, and the worker's telemetry.</summary>
    public static void AddMarketPulseFunctions(this FunctionsApplicationBuilder builder)
    {
        // The scope is outside the worker's own middleware, so that log messages of that middleware have the invocation id too. The gate is
        // inside it, so that HTTP requests are matched to their invocations while those wait at the gate.
        builder.UseMiddleware<InvocationScope>();
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<InvocationGate>();
        builder.Services.AddHostedService(services => services.GetRequiredService<InvocationGate>());
        builder.Services.AddMarketPulse(builder.Configuration);
        builder.Services.AddSingleton<WebRequests>();
        builder.Services.AddHostedService<Readers>();
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();

        // The web framework logs about six lines for each request, all of which is also in the host's span of the request.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }
}
