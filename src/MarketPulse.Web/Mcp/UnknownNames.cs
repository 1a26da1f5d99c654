using System.Text.Json.Nodes;
using MarketPulse.Web.ReadApi;

namespace MarketPulse.Web.Mcp;

/// <summary>
/// Tells an answer without rows from a question about a name that does not exist. The read API returns no rows for both, which a model
/// would take for "nothing happened".
/// </summary>
internal static class UnknownNames
{
    private static readonly (string Argument, string Path, string Column)[] Named =
        [("symbol", "/api/instruments", "symbol"), ("window", "/api/windows", "windowkey")];

    /// <summary>What does not exist, in one sentence; null when the answer has rows or all names exist.</summary>
    public static async Task<string?> FindAsync(
        ReadApiCalls api, IReadOnlyDictionary<string, string> arguments, JsonObject document, CancellationToken cancellationToken)
    {
        if ((document["value"] ?? document["records"]) is not JsonArray { Count: 0 })
        {
            return null;
        }

        if (arguments.TryGetValue("event", out string? id)
            && (await api.GetAsync($"/api/events/{Uri.EscapeDataString(id)}", [], cancellationToken)).Problem is { } noEvent)
        {
            return noEvent;
        }

        foreach ((string argument, string path, string column) in Named)
        {
            if (!arguments.TryGetValue(argument, out string? given))
            {
                continue;
            }

            ReadApiResponse known = await api.GetAsync(path, [new("select", column)], cancellationToken);
            string[] names = [.. (known.Document["value"] as JsonArray ?? []).Select(row => (string)row![column]!)];
            if (!names.Contains(given, StringComparer.Ordinal))
            {
                return $"there is no {(argument == "symbol" ? "instrument" : argument)} {given}; the {path.Split('/')[^1]} are "
                    + $"{string.Join(", ", names)}.";
            }
        }

        return null;
    }
}
