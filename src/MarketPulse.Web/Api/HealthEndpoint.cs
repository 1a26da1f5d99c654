using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/health</c>: that the app responds, and nothing else, because anyone may call it.</summary>
internal static class HealthEndpoint
{
    public static Task GetAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync("""{"status":"ok"}""", context.RequestAborted);
    }
}
