using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Http;

/// <summary>Gives the dead letters of one queue another try; needs the app's admin key.</summary>
/// <param name="deadLetters">The transport's dead letters.</param>
/// <param name="logger">Takes the outcome.</param>
public sealed class ReplayDeadLettersFunction(IDeadLetterReplay deadLetters, ILogger<ReplayDeadLettersFunction> logger)
{
    /// <summary>Replays and answers with the count.</summary>
    [Function("ReplayDeadLetters")]
    public async Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/replay/{queue}")] HttpRequest request, string queue, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!QueueNames.All.Contains(queue, StringComparer.Ordinal))
        {
            return await WriteAsync(
                request,
                StatusCodes.Status404NotFound,
                new { status = StatusCodes.Status404NotFound, title = "Not Found", detail = $"The queues are {string.Join(", ", QueueNames.All)}." },
                "application/problem+json");
        }

        int replayed = await deadLetters.ReplayAsync(queue, cancellationToken);
        logger.LogInformation("Replayed {Count} dead letters of queue {Queue}.", replayed, queue);
        return await WriteAsync(request, StatusCodes.Status200OK, new { queue, replayed }, "application/json");
    }

    private static async Task<IActionResult> WriteAsync<T>(HttpRequest request, int status, T body, string contentType)
    {
        request.HttpContext.Response.StatusCode = status;
        await request.HttpContext.Response.WriteAsJsonAsync(body, options: null, contentType, request.HttpContext.RequestAborted);
        return new EmptyResult();
    }
}
