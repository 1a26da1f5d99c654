using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>The read API.</summary>
/// <param name="web">Answers.</param>
public sealed class ApiFunction(WebRequests web)
{
    /// <summary>Answers the request.</summary>
    [Function("Api")]
    public Task<IActionResult> RunAsync([HttpTrigger(Readers.Level, "get", Route = "api/{**path}")] HttpRequest request) =>
        web.AnswerAsync(request);
}
