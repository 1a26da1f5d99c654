using MarketPulse.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Hosting;

/// <summary>
/// The section <c>Web</c>: <c>ReadAccess</c> (key, entra or open), <c>Key</c>, <c>WriteKey</c>, and <c>CorsOrigins</c>, a list or a text
/// separated by commas.
/// </summary>
internal static class WebSettings
{
    public const string Section = "Web";

    public static void AddWebSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebOptions>().BindSettings(configuration, Section).Configure(options => AddOrigins(configuration, options));
        services.AddMarketPulseWeb();
    }

    private static void AddOrigins(IConfiguration configuration, WebOptions options)
    {
        string separated = configuration[$"{Section}:{nameof(WebOptions.CorsOrigins)}"] ?? "";
        foreach (string origin in separated.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            options.CorsOrigins.Add(origin);
        }
    }
}
