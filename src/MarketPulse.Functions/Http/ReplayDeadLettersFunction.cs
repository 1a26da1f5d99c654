using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Http;

/// <summary>Replays the dead letters of a queue; requires the app's admin key.</summary>
/// <param name="deadLetters">The transport's dead letters.</param>
/// <param name="web">Responds to the request.</param>
/// <param name="logger">Logs the number of messages.</param>
public sealed class ReplayDeadLettersFunction(IDeadLetterReplay deadLetters, WebRequests web, ILogger<ReplayDeadLettersFunction> logger)
{
    /// <summary>Replays the dead letters and responds with their number.</summary>
    [Function("ReplayDeadLetters")]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/replay/{queue}")] HttpRequest request,
        string queue,
        CancellationToken cancellationToken) =>
        web.AnswerAsync(request, context => ReplayAsync(context, queue, cancellationToken));

    private async Task ReplayAsync(HttpContext context, string queue, CancellationToken cancellationToken)
    {
        if (!QueueNames.All.Contains(queue, StringComparer.Ordinal))
        {
            throw new BadHttpRequestException($"The queues are {string.Join(", ", QueueNames.All)}.", StatusCodes.Status404NotFound);
        }

        int replayed = await deadLetters.ReplayAsync(queue, cancellationToken);
        logger.LogInformation("Replayed {Count} dead letters of queue {Queue}.", replayed, queue);
        await context.Response.WriteAsJsonAsync(new { queue, replayed }, cancellationToken);
    }
}
