using System.Collections;
using System.Text.Json;
using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Serving;

/// <summary>
/// The settings as the Functions app would find them in its environment, from a local.settings.json or from the shipped sample.
/// </summary>
internal static class LocalSettings
{
    /// <summary>Reads the settings, with sections separated by colons. Environment variables of the same name take precedence.</summary>
    /// <param name="path">A local.settings.json; null for the shipped sample.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="connectionString">Connection string of the storage to use.</param>
    public static IReadOnlyDictionary<string, string?> Read(string? path, IDictionary environment, string connectionString)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty value in Values(path))
        {
            settings[KeyOf(value.Name)] = value.Value.ToString();
        }

        foreach (DictionaryEntry variable in environment)
        {
            settings[KeyOf((string)variable.Key)] = (string?)variable.Value;
        }

        settings["Storage:ConnectionString"] = connectionString;
        return settings;
    }

    private static JsonProperty[] Values(string? path)
    {
        try
        {
            using Stream stream = path is null
                ? typeof(LocalSettings).Assembly.GetManifestResourceStream("local.settings.sample.json")!
                : File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(
                stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("Values", out JsonElement values)
                && values.ValueKind == JsonValueKind.Object
                ? [.. values.Clone().EnumerateObject()]
                : throw CommandError.Failed(
                    $"{path}: there is no object \"Values\"; the file must have the structure of local.settings.sample.json.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandError.BadArguments($"--settings: there is no file '{path}'.");
        }
        catch (JsonException e)
        {
            throw CommandError.Failed($"{path}, line {e.LineNumber + 1}: this is not valid JSON: {e.Message}", e);
        }
    }

    private static string KeyOf(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
