using MarketPulse.Web;
using Microsoft.Extensions.Configuration;

namespace MarketPulse.Hosting;

/// <summary>Reads the section <c>Web</c>: <c>ReadAccess</c> (key, entra, open), <c>Key</c>, <c>WriteKey</c>, <c>CorsOrigins</c> (a list, or a text separated by commas).</summary>
internal static class WebSettings
{
    public const string Section = "Web";

    /// <exception cref="InvalidOperationException">A setting is none of those it may be; the message names it.</exception>
    public static void Apply(IConfiguration configuration, WebOptions options)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        options.ReadAccess = section[nameof(WebOptions.ReadAccess)] switch
        {
            null or "" => options.ReadAccess,
            { } text when Enum.TryParse(text, ignoreCase: true, out ReadAccess access) && Enum.IsDefined(access) => access,
            { } text => throw new InvalidOperationException($"Setting {Section}__{nameof(WebOptions.ReadAccess)} is '{text}'; it must be key, entra or open."),
        };
        options.Key = section[nameof(WebOptions.Key)] is { Length: > 0 } key ? key : null;
        options.WriteKey = section[nameof(WebOptions.WriteKey)] is { Length: > 0 } writeKey ? writeKey : null;
        IConfigurationSection origins = section.GetSection(nameof(WebOptions.CorsOrigins));
        string[] named = origins.Value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [.. origins.GetChildren().Select(child => child.Value ?? "")];
        foreach (string origin in named)
        {
            options.CorsOrigins.Add(origin);
        }
    }
}
