using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>The read API.</summary>
/// <param name="web">Responds to the request.</param>
public sealed class ApiFunction(WebRequests web)
{
    /// <summary>Responds to a request.</summary>
    [Function("Api")]
    public Task<IActionResult> RunAsync([HttpTrigger(Readers.Level, "get", Route = "api/{**path}")] HttpRequest request) =>
        web.AnswerAsync(request);
}
