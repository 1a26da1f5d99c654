using MarketPulse.Testing.Functions.Rpc;

namespace MarketPulse.Testing.Functions;

/// <summary>How an invocation ended.</summary>
public enum InvocationStatus
{
    /// <summary>The function threw.</summary>
    Failed,

    /// <summary>The function returned.</summary>
    Succeeded,

    /// <summary>The function gave up because it was cancelled.</summary>
    Cancelled,
}

/// <summary>The end of an invocation.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Error">What the function threw; empty if it returned.</param>
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

        // A host that closes while this runs fails it; whoever waits sees it, and nobody else has to.
        _ = result.ContinueWith(task => task.Exception, TaskContinuationOptions.OnlyOnFaulted);
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>What runs.</summary>
    public HostedFunction Function { get; }

    /// <summary>Whether it has ended.</summary>
    public bool IsCompleted => _result.IsCompleted;

    /// <summary>What it has logged so far.</summary>
    public IReadOnlyList<LogLine> Lines => [.. _host.Log.Lines.Where(line => line.InvocationId == Id)];

    /// <summary>Asks the function to give up.</summary>
    public void Cancel() => _host.Cancel(this);

    /// <summary>Waits for the end.</summary>
    /// <exception cref="FunctionsHostException">It does not end within the host's limit, or the worker ends first.</exception>
    public Task<InvocationResult> WaitAsync() => _host.WithinLimitAsync(_result, $"{Function.Name} did not end");
}
