using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>The feed that BI tools read.</summary>
/// <param name="web">Answers.</param>
public sealed class ODataFunction(WebRequests web)
{
    /// <summary>Answers the request.</summary>
    [Function("OData")]
    public Task<IActionResult> RunAsync([HttpTrigger(Readers.Level, "get", Route = "odata/{**path}")] HttpRequest request) =>
        web.AnswerAsync(request);
}
