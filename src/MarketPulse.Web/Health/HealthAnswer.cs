using System.Text.Json;
using System.Text.Json.Nodes;
using MarketPulse.Core.Contract;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MarketPulse.Web.Health;

/// <summary>The report of all checks as JSON: the overall status, and the status and findings of each check.</summary>
internal static class HealthAnswer
{
    public static JsonObject ToJson(HealthReport report, DateTimeOffset now) => new()
    {
        ["status"] = Code(report.Status),
        ["engineversion"] = EngineVersion.Current,
        ["checkedutc"] = JsonSerializer.SerializeToNode(now.UtcDateTime),
        ["checks"] = new JsonArray([.. report.Entries.Select(entry => (JsonNode)ToJson(entry.Key, entry.Value))]),
    };

    /// <summary>Code of a status in responses.</summary>
    public static string Code(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    private static JsonObject ToJson(string name, HealthReportEntry entry)
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
