using System.Text.Encodings.Web;
using System.Text.Json;
using MarketPulse.Web.Health;
using MarketPulse.Web.ReadApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MarketPulse.Web.Api;

/// <summary>
/// <c>/api/health</c>: whether storage, queues and feeds work, each with its own status; 503 when one of them fails as a whole.
/// </summary>
internal static class HealthChecksEndpoint
{
    // The response is never part of a page, and people read its sentences.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task GetAsync(HttpContext context, HealthCheckService checks, TimeProvider clock)
    {
        var query = new QueryReader(context.Request.Query);
        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        HealthReport report = await checks.CheckHealthAsync(context.RequestAborted);
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(HealthAnswer.ToJson(report, clock.GetUtcNow()).ToJsonString(Json), context.RequestAborted);
    }
}
