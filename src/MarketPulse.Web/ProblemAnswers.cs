using MarketPulse.Pipeline.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Web;

/// <summary>
/// Converts exceptions and missing pages to problem+json. A response that has started is aborted instead, so that it cannot be mistaken for
/// a complete one.
/// </summary>
internal sealed class ProblemAnswers(RequestDelegate next, ILogger<ProblemAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await new Problem { Status = e.StatusCode, Detail = e.Message }.WriteAsync(context);
        }
        catch (AsOfTooEarlyException e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await new Problem
            {
                Status = StatusCodes.Status400BadRequest,
                Detail = "The request has invalid parameters.",
                Errors = new Dictionary<string, string> { ["asof"] = e.Message },
            }
                .WriteAsync(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            logger.LogError(e, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
            context.Response.Clear();
            await new Problem
            {
                Status = StatusCodes.Status500InternalServerError,
                Detail = "The request failed; the trace id identifies it in the log.",
            }
                .WriteAsync(context);
        }

        if (!context.Response.HasStarted
            && context.Response.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed
            && context.Response.ContentType is null)
        {
            await new Problem
            {
                Status = context.Response.StatusCode,
                Detail = $"There is no {context.Request.Method} {context.Request.Path}.",
            }
                .WriteAsync(context);
        }
    }
}
