using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>The OData service for BI tools.</summary>
/// <param name="web">Responds to the request.</param>
public sealed class ODataFunction(WebRequests web)
{
    /// <summary>Responds to a request.</summary>
    [Function("OData")]
    public Task<IActionResult> RunAsync([HttpTrigger(Readers.Level, "get", Route = "odata/{**path}")] HttpRequest request) =>
        web.AnswerAsync(request);
}
