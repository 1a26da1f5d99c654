using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>Takes in trade events that a user states.</summary>
/// <param name="web">Checks them, stores them and answers with their ids.</param>
public sealed class SubmitEventFunction(WebRequests web)
{
    /// <summary>Answers the request.</summary>
    [Function("SubmitEvent")]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/events")] HttpRequest request) =>
        web.AnswerAsync(request);
}
