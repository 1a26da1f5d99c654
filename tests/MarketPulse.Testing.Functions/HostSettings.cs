using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace MarketPulse.Testing.Functions;

/// <summary>The settings as the host sees them: environment variables, with <c>__</c> in their names replaced by <c>:</c>.</summary>
internal sealed partial class HostSettings(IReadOnlyDictionary<string, string> settings)
{
    private readonly IConfiguration _configuration = new ConfigurationBuilder()
        .AddInMemoryCollection(settings.ToDictionary(
            pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair.Value, StringComparer.OrdinalIgnoreCase))
        .Build();

    /// <summary>The first name in percent signs, anywhere in the trigger, that is not the name of a setting; null if all are.</summary>
    public string? FirstUnresolved(JsonElement trigger) => trigger.EnumerateObject()
        .Where(property => property.Value.ValueKind == JsonValueKind.String)
        .SelectMany(property => Name().Matches(property.Value.GetString()!))
        .Select(match => match.Groups["name"].Value)
        .FirstOrDefault(name => _configuration[name] is null);

    /// <summary>Replaces names in percent signs by the values of the settings.</summary>
    public string Resolve(string text) => Name().Replace(text, match => _configuration[match.Groups["name"].Value] ?? match.Value);

    /// <summary>The value of a setting; null if it is not set.</summary>
    public string? Get(string name) => _configuration[name];

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
