using MarketPulse.Functions.Http;
using MarketPulse.Functions.Invocations;
using MarketPulse.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions;

/// <summary>Registers what the functions need, whatever the transport.</summary>
internal static class FunctionsServices
{
    /// <summary>Adds MarketPulse, the web behind the HTTP functions, and the worker's telemetry.</summary>
    public static void AddMarketPulseFunctions(this FunctionsApplicationBuilder builder)
    {
        // Around the worker's own middleware, so that it speaks of the invocation too; within it, so that a request meets its invocation
        // while that waits.
        builder.UseMiddleware<InvocationScope>();
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<InvocationGate>();
        builder.Services.AddHostedService(services => services.GetRequiredService<InvocationGate>());
        builder.Services.AddMarketPulse(builder.Configuration);
        builder.Services.AddSingleton<WebRequests>();
        builder.Services.AddHostedService<Readers>();
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();

        // The web framework's half dozen lines on each request say nothing that the host's span of the request does not.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }
}
