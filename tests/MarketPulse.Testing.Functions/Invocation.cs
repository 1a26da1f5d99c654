using MarketPulse.Testing.Functions.Rpc;

namespace MarketPulse.Testing.Functions;

/// <summary>How an invocation ended.</summary>
public enum InvocationStatus
{
    /// <summary>The function threw.</summary>
    Failed,

    /// <summary>The function returned.</summary>
    Succeeded,

    /// <summary>The function was cancelled.</summary>
    Cancelled,
}

/// <summary>The result of an invocation.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Error">The exception that the function threw; empty if it returned.</param>
public sealed record InvocationResult(InvocationStatus Status, string Error)
{
    internal static InvocationResult Of(StatusResult result) => new(
        result.Status switch
        {
            StatusResult.Types.Status.Success => InvocationStatus.Succeeded,
            StatusResult.Types.Status.Cancelled => InvocationStatus.Cancelled,
            _ => InvocationStatus.Failed,
        },
        result.Exception is { } exception ? $"{exception.Type}: {exception.Message}" : "");
}

/// <summary>One run of a function.</summary>
public sealed class Invocation
{
    private readonly FunctionsHost _host;
    private readonly Task<InvocationResult> _result;

    internal Invocation(FunctionsHost host, HostedFunction function, string id, Task<InvocationResult> result)
    {
        (_host, Function, Id, _result) = (host, function, id, result);

        // Fails if the host closes in the meantime. Only a caller that waits needs to see that.
        _ = result.ContinueWith(task => task.Exception, TaskContinuationOptions.OnlyOnFaulted);
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>The function.</summary>
    public HostedFunction Function { get; }

    /// <summary>Whether it has ended.</summary>
    public bool IsCompleted => _result.IsCompleted;

    /// <summary>The lines that it has logged so far.</summary>
    public IReadOnlyList<LogLine> Lines => [.. _host.Log.Lines.Where(line => line.InvocationId == Id)];

    /// <summary>Requests cancellation of the function.</summary>
    public void Cancel() => _host.Cancel(this);

    /// <summary>Waits for the result.</summary>
    /// <exception cref="FunctionsHostException">It does not end within the host's limit, or the worker exits first.</exception>
    public Task<InvocationResult> WaitAsync() => _host.WithinLimitAsync(_result, $"{Function.Name} did not end");
}
