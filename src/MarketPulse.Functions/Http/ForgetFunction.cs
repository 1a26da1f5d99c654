using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Http;

/// <summary>Deletes an article, or all articles of a feed, on request; needs the app's admin key.</summary>
/// <param name="step">The step.</param>
/// <param name="archive">Finds the articles of a feed.</param>
/// <param name="web">Answers.</param>
/// <param name="logger">Receives the number of articles.</param>
public sealed class ForgetFunction(ForgetArticles step, IArticleArchive archive, WebRequests web, ILogger<ForgetFunction> logger)
{
    /// <summary>The platform drops a request after 230 seconds, so the work stops before and a further request continues it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(200);

    /// <summary>
    /// Forgets the article given as <c>article</c>, or those of the feed given as <c>feed</c>, and answers with the number.
    /// </summary>
    [Function("Forget")]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/forget")] HttpRequest request, CancellationToken cancellationToken) =>
        web.AnswerAsync(request, context => ForgetAsync(context, cancellationToken));

    private async Task ForgetAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string article = context.Request.Query["article"].ToString();
        string feed = context.Request.Query["feed"].ToString();
        if (article.Length > 0 == feed.Length > 0)
        {
            throw new BadHttpRequestException("Give article, the id of an article, or feed, the name of a feed.");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        int forgotten = 0;
        bool isComplete = true;
        try
        {
            IAsyncEnumerable<string> wanted = article.Length > 0
                ? new[] { article }.ToAsyncEnumerable()
                : archive.FindOfFeedAsync(feed, limit.Token);
            await foreach (string id in wanted.WithCancellation(limit.Token))
            {
                forgotten += await step.RunAsync(id, limit.Token) ? 1 : 0;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            isComplete = false;
        }

        if (article.Length > 0 && isComplete && forgotten == 0)
        {
            throw new BadHttpRequestException($"There is no article '{article}'.", StatusCodes.Status404NotFound);
        }

        logger.LogInformation("Forgot {Count} articles.", forgotten);
        context.Response.StatusCode = isComplete ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;
        await context.Response.WriteAsJsonAsync(new { complete = isComplete, forgotten }, cancellationToken);
    }
}
