using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>Accepts trade events submitted by a user.</summary>
/// <param name="web">Validates the events, stores them and responds with their ids.</param>
public sealed class SubmitEventFunction(WebRequests web)
{
    /// <summary>Responds to a request.</summary>
    [Function("SubmitEvent")]
    public Task<IActionResult> RunAsync([HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/events")] HttpRequest request) =>
        web.AnswerAsync(request);
}
