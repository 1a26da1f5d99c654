using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>Accepts articles submitted by a user.</summary>
/// <param name="web">Validates the articles, stores them and responds with their ids.</param>
public sealed class SubmitArticleFunction(WebRequests web)
{
    /// <summary>Responds to a request.</summary>
    [Function("SubmitArticle")]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/articles")] HttpRequest request) =>
        web.AnswerAsync(request);
}
