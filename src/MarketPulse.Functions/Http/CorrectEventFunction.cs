using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>Accepts corrections of events.</summary>
/// <param name="web">Checks the correction, stores it and responds with its id.</param>
public sealed class CorrectEventFunction(WebRequests web)
{
    /// <summary>Responds to a request.</summary>
    [Function("CorrectEvent")]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/corrections")] HttpRequest request) => web.AnswerAsync(request);
}
