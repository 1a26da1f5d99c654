using System.Diagnostics;
using MarketPulse.Web.StaticFiles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MarketPulse.Web;

/// <summary>What <see cref="WebPipeline"/> needs besides the stores.</summary>
public static class WebServices
{
    /// <summary>Adds routing and compression for the nested pipeline.</summary>
    public static IServiceCollection AddMarketPulseWeb(this IServiceCollection services)
    {
        // A web host registers one itself; a host that is none does not.
        services.TryAddSingleton(_ => new DiagnosticListener("Microsoft.AspNetCore"));
        services.TryAddSingleton<DiagnosticSource>(provider => provider.GetRequiredService<DiagnosticListener>());
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
