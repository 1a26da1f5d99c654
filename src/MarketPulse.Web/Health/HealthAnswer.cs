using System.Text.Json;
using System.Text.Json.Nodes;
using MarketPulse.Core.Contract;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MarketPulse.Web.Health;

/// <summary>The report of all checks as JSON: a status over all, and for each check its own with what it found.</summary>
internal static class HealthAnswer
{
    public static JsonObject Of(HealthReport report, DateTimeOffset now) => new()
    {
        ["status"] = Code(report.Status),
        ["engineversion"] = EngineVersion.Current,
        ["checkedutc"] = JsonSerializer.SerializeToNode(now.UtcDateTime),
        ["checks"] = new JsonArray([.. report.Entries.Select(entry => (JsonNode)Of(entry.Key, entry.Value))]),
    };

    /// <summary>A status as answered.</summary>
    public static string Code(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    private static JsonObject Of(string name, HealthReportEntry entry)
    {
        var check = new JsonObject
        {
            ["name"] = name,
            ["status"] = Code(entry.Status),
            ["detail"] = entry.Description,
            ["milliseconds"] = Math.Round(entry.Duration.TotalMilliseconds, 1),
        };
        foreach ((string key, object value) in entry.Data)
        {
            check[key] = JsonSerializer.SerializeToNode(value);
        }

        return check;
    }
}
