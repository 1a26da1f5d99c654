using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Invocations;

/// <summary>
/// Adds the invocation id to everything that a function logs. Without it, the host shows log messages neither on its console nor in its log
/// stream. With the version of the semantic conventions that its OpenTelemetry package declares, the worker adds the id only under a name
/// that its own log writer does not look for.
/// </summary>
/// <param name="logger">Holds the scope with the id.</param>
internal sealed class InvocationScope(ILogger<InvocationScope> logger) : IFunctionsWorkerMiddleware
{
    /// <summary>The name that the worker's log writer looks for.</summary>
    private const string InvocationId = "AzureFunctions_InvocationId";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        using IDisposable? scope = logger.BeginScope(new[] { KeyValuePair.Create<string, object>(InvocationId, context.InvocationId) });
        await next(context);
    }
}
