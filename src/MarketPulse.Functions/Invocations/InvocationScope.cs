using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Invocations;

/// <summary>
/// Gives every line that a function logs the id of its invocation, without which the host shows it on neither its console nor its log
/// stream. Under the conventions that the worker's OpenTelemetry package announces, the worker itself adds the id under a name that its log
/// writer does not look for.
/// </summary>
/// <param name="logger">Carries the scope.</param>
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
