using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>
/// The page, its files and <c>/health</c>, without a key. The host tries routes in the alphabetical order of the function names, however
/// specific the routes are, so this catch-all needs a name that sorts after every other GET function.
/// </summary>
/// <param name="web">Answers.</param>
public sealed class PageFunction(WebRequests web)
{
    /// <summary>Answers the request.</summary>
    [Function("Page")]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{**path}")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Data needs a key, by whatever way a request for it came here.
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
