using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>Revokes corrections of events.</summary>
/// <param name="web">Revokes the correction and responds with its id.</param>
public sealed class RevokeCorrectionFunction(WebRequests web)
{
    /// <summary>Responds to a request.</summary>
    [Function("RevokeCorrection")]
    public Task<IActionResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/corrections/{id}/revoke")] HttpRequest request) =>
        web.AnswerAsync(request);
}
