using MarketPulse.Functions.Http;
using MarketPulse.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Functions;

/// <summary>Registers what the functions need, whatever the transport.</summary>
internal static class FunctionsServices
{
    /// <summary>Adds MarketPulse, the web behind the HTTP functions, and the worker's telemetry.</summary>
    public static void AddMarketPulseFunctions(this FunctionsApplicationBuilder builder)
    {
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddMarketPulse(builder.Configuration);
        builder.Services.AddSingleton<WebRequests>();
        builder.Services.AddHostedService<Readers>();
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
    }
}
