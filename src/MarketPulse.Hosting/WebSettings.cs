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

    /// <summary>Set to True by Azure in an app whose built-in authentication is on.</summary>
    private const string SignInIsOn = "WEBSITE_AUTH_ENABLED";

    public static void AddWebSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebOptions>()
            .BindSettings(configuration, Section)
            .Configure(options => AddOrigins(configuration, options))
            .ValidateSettings(options => Problems(options, configuration));
        services.AddMarketPulseWeb();
    }

    /// <summary>
    /// With <c>entra</c>, readers are known by a header that the platform's sign-in sets and that it removes from what callers send.
    /// Without that sign-in, anyone could send the header.
    /// </summary>
    private static IEnumerable<string> Problems(WebOptions options, IConfiguration configuration)
    {
        if (options.ReadAccess == ReadAccess.Entra
            && !(bool.TryParse(configuration[SignInIsOn], out bool isOn) && isOn))
        {
            yield return $"Setting {Section}__{nameof(WebOptions.ReadAccess)} is 'entra', but the built-in authentication of the app is "
                + $"off ({SignInIsOn} is not True), so anyone could pose as a reader: turn it on, or set {Section}__"
                + $"{nameof(WebOptions.ReadAccess)} to key.";
        }
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
