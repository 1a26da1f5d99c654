using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>
/// The page, its files and <c>/health</c>, without a key. The host tries routes in the alphabetical order of the function names, however
/// specific the routes are, so this catch-all needs a name that sorts after every other GET function.
/// </summary>
/// <param name="web">Responds to the request.</param>
public sealed class PageFunction(WebRequests web)
{
    /// <summary>Responds to a request.</summary>
    [Function("Page")]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{**path}")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Requests for data must never be served without a key, even if the host routes one here.
        return request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            || request.Path.StartsWithSegments("/odata", StringComparison.OrdinalIgnoreCase)
            ? web.AnswerAsync(request, NotFound)
            : web.AnswerAsync(request);
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
