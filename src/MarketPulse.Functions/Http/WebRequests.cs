using MarketPulse.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace MarketPulse.Functions.Http;

/// <summary>Answers requests that the Functions host routed to one of our functions with the pipeline of MarketPulse.Web.</summary>
/// <param name="services">The app's services.</param>
public sealed class WebRequests(IServiceProvider services)
{
    private readonly RequestDelegate _pipeline = WebPipeline.Build(services);

    /// <summary>Answers the request. What the outer routing decided is cleared first: the pipeline routes afresh.</summary>
    /// <returns>A result that writes nothing, because the answer is already written.</returns>
    public async Task<IActionResult> AnswerAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.HttpContext.SetEndpoint(null);
        request.RouteValues = new RouteValueDictionary();
        await _pipeline(request.HttpContext);
        return new EmptyResult();
    }

    /// <summary>Answers the request with what only this host has, under the same headers and with the same form of errors.</summary>
    /// <returns>A result that writes nothing, because the answer is already written.</returns>
    public async Task<IActionResult> AnswerAsync(HttpRequest request, RequestDelegate answer)
    {
        ArgumentNullException.ThrowIfNull(request);
        await WebPipeline.Wrap(services, answer)(request.HttpContext);
        return new EmptyResult();
    }
}
