using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>Takes in articles that a user sends.</summary>
/// <param name="web">Checks them, stores them and answers with their ids.</param>
public sealed class SubmitArticleFunction(WebRequests web)
{
    /// <summary>Answers the request.</summary>
    [Function("SubmitArticle")]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/articles")] HttpRequest request) =>
        web.AnswerAsync(request);
}
