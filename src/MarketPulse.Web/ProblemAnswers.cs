using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Web;

/// <summary>Turns what went wrong, and what was not found, into problem+json. An answer that has begun is cut off instead, so that it cannot pass for whole.</summary>
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
        catch (Exception e) when (!context.Response.HasStarted)
        {
            logger.LogError(e, "{Method} {Path} failed.", context.Request.Method, context.Request.Path);
            context.Response.Clear();
            await new Problem { Status = StatusCodes.Status500InternalServerError, Detail = "The request failed; the trace id finds the reason in the log." }
                .WriteAsync(context);
        }

        if (!context.Response.HasStarted && context.Response is { StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed, ContentType: null })
        {
            await new Problem { Status = context.Response.StatusCode, Detail = $"There is no {context.Request.Method} {context.Request.Path}." }
                .WriteAsync(context);
        }
    }
}
