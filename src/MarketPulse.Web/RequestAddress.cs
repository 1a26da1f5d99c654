using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web;

/// <summary>The address under which the caller reached the app.</summary>
internal static class RequestAddress
{
    /// <summary>Scheme, host and base path, with a slash at the end. A proxy in front of the app names the scheme of the caller.</summary>
    public static string Root(HttpRequest request)
    {
        string scheme = request.Headers["X-Forwarded-Proto"] is [("http" or "https") and { } proto] ? proto : request.Scheme;
        return $"{scheme}://{request.Host}{request.PathBase}/";
    }
}
