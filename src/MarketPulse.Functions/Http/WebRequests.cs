using MarketPulse.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace MarketPulse.Functions.Http;

/// <summary>Passes requests that the Functions host routed to a function to the pipeline of MarketPulse.Web.</summary>
/// <param name="services">The app's services.</param>
public sealed class WebRequests(IServiceProvider services)
{
    private readonly RequestDelegate _pipeline = WebPipeline.Build(services);

    /// <summary>
    /// Responds through the pipeline, which does its own routing. The result of the outer routing is therefore cleared first.
    /// </summary>
    /// <returns>A result that writes nothing, because the response is already written.</returns>
    public async Task<IActionResult> AnswerAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.HttpContext.SetEndpoint(null);
        request.RouteValues = new RouteValueDictionary();
        await _pipeline(request.HttpContext);
        return new EmptyResult();
    }

    /// <summary>Responds through a delegate of this host, with the headers and error format of the pipeline.</summary>
    /// <returns>A result that writes nothing, because the response is already written.</returns>
    public async Task<IActionResult> AnswerAsync(HttpRequest request, RequestDelegate answer)
    {
        ArgumentNullException.ThrowIfNull(request);
        await WebPipeline.Wrap(services, answer)(request.HttpContext);
        return new EmptyResult();
    }
}
