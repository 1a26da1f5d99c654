using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Http;

/// <summary>The Model Context Protocol: questions of assistants, which need the same permission as reading.</summary>
/// <param name="web">Responds to the request.</param>
public sealed class McpFunction(WebRequests web)
{
    /// <summary>Responds to a request.</summary>
    [Function("Mcp")]
    public Task<IActionResult> RunAsync([HttpTrigger(Readers.Level, "post", Route = "api/mcp")] HttpRequest request) =>
        web.AnswerAsync(request);
}
