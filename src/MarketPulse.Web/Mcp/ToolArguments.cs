using System.Globalization;
using System.Text.Json;

namespace MarketPulse.Web.Mcp;

/// <summary>Reads the arguments of a tool as parameters of the read API, which checks their values.</summary>
internal static class ToolArguments
{
    /// <summary>The arguments that are given, or what is wrong with their names or form.</summary>
    public static (Dictionary<string, string> Arguments, string? Wrong) Read(
        ReadToolDefinition definition, IDictionary<string, JsonElement>? given)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] known = [.. ToolSchemas.Parameters(definition).Select(ToolSchemas.NameOf)];
        foreach ((string name, JsonElement value) in given ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            if (!known.Contains(name))
            {
                return (arguments, $"'{name}' is not an argument of {definition.Name}; the arguments are {string.Join(", ", known)}.");
            }

            switch (value.ValueKind)
            {
                case JsonValueKind.Null:
                case JsonValueKind.Array when value.GetArrayLength() == 0:
                    break;
                case JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    arguments[name] = value.ToString();
                    break;
                case JsonValueKind.Array when ToolSchemas.Lists.Contains(name):
                    arguments[name] = string.Join(',', value.EnumerateArray().Select(item => item.ToString()));
                    break;
                default:
                    return (arguments, $"{name} must be a text or a number, not {value.ValueKind.ToString().ToLowerInvariant()}.");
            }
        }

        string? missing = ToolSchemas.Required(definition).FirstOrDefault(name => !arguments.ContainsKey(name));
        return (arguments, missing is null ? LimitProblem(definition, arguments) : $"{missing} is required.");
    }

    // The read API allows more rows than a model can read.
    private static string? LimitProblem(ReadToolDefinition definition, Dictionary<string, string> arguments) =>
        definition.MostRows is { } most && arguments.TryGetValue("limit", out string? limit)
        && int.TryParse(limit, CultureInfo.InvariantCulture, out int rows) && rows > most
            ? string.Create(CultureInfo.InvariantCulture, $"limit must be a whole number from 1 to {most}.")
            : null;
}
