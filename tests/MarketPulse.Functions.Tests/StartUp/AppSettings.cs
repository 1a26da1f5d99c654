using System.Text.Json;
using System.Text.RegularExpressions;

namespace MarketPulse.Functions.Tests.StartUp;

/// <summary>The shipped settings: for a developer's machine, and in the template.</summary>
internal static partial class AppSettings
{
    /// <summary>local.settings.sample.json.</summary>
    public static Dictionary<string, string> Sample()
    {
        using JsonDocument sample = JsonDocument.Parse(File.ReadAllText(Repository.Path("local.settings.sample.json")));
        return sample.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
    }

    /// <summary>The sample, with an Azurite of the tests.</summary>
    public static Dictionary<string, string> SampleOn(string connectionString) =>
        Sample().ToDictionary(
            pair => pair.Key,
            pair => pair.Value == "UseDevelopmentStorage=true" ? connectionString : pair.Value,
            StringComparer.Ordinal);

    /// <summary>The names that the template sets, each with an expression as value.</summary>
    public static Dictionary<string, string> InfraExpressions()
    {
        string bicep = string.Join(
            '\n',
            Directory.EnumerateFiles(Repository.Path("infra"), "*.bicep", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllText));
        Match block = SettingsBlock().Match(bicep);
        block.Success.ShouldBeTrue("main.bicep passes settings to the app");
        return Setting().Matches(block.Groups["body"].Value)
            .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value.Trim(), StringComparer.Ordinal);
    }

    /// <summary>The settings of the template, with addresses and schedules filled in like a deployment.</summary>
    public static Dictionary<string, string> InAzure()
    {
        string bicep = File.ReadAllText(Repository.Path("infra", "main.bicep"));
        return InfraExpressions().ToDictionary(pair => pair.Key, pair => Evaluate(pair.Key, pair.Value, bicep), StringComparer.Ordinal);
    }

    private static string Evaluate(string name, string expression, string bicep)
    {
        if (Literal().Match(expression) is { Success: true } literal)
        {
            return literal.Groups["text"].Value;
        }

        // A parameter, bare or in string(...): its default.
        string parameter = expression.Replace("string(", "", StringComparison.Ordinal).TrimEnd(')');
        if (Regex.Match(
            bicep,
            $@"^param {Regex.Escape(parameter)} .+? = (?<value>.+)$",
            RegexOptions.Multiline | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)) is { Success: true } found)
        {
            return found.Groups["value"].Value.Trim().Trim('\'');
        }

        return name switch
        {
            _ when name.EndsWith("ServiceUri", StringComparison.OrdinalIgnoreCase) => "https://account.core.windows.net",
            _ when name.EndsWith("fullyQualifiedNamespace", StringComparison.Ordinal) => "example.servicebus.windows.net",
            _ when name.EndsWith("ClientId", StringComparison.OrdinalIgnoreCase) => "00000000-0000-0000-0000-000000000001",
            "APPLICATIONINSIGHTS_CONNECTION_STRING" =>
                "InstrumentationKey=00000000-0000-0000-0000-000000000002;IngestionEndpoint=https://localhost/",
            "APPLICATIONINSIGHTS_AUTHENTICATION_STRING" => "ClientId=00000000-0000-0000-0000-000000000001;Authorization=AAD",
            _ => expression,
        };
    }

    [GeneratedRegex(
        @"settings: union\(extraSettings, \{(?<body>.*?)\n    \}\)",
        RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex SettingsBlock();

    [GeneratedRegex(
        @"^\s+(?<name>\w+): (?<value>.+)$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^'(?<text>[^'$]*)'$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();
}
