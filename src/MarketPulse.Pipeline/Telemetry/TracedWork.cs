using System.Diagnostics;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Telemetry;

/// <summary>Runs a step on a message, in a span that continues the sender's trace.</summary>
public static class TracedWork
{
    /// <summary>Messaging system of Azure Storage queues in spans. The semantic conventions define no name for it.</summary>
    public const string StorageQueues = "azure_storage_queues";

    /// <summary>Parses the message and runs the step on it. If either fails, the span is marked as failed.</summary>
    /// <param name="origin">Where the message came from.</param>
    /// <param name="body">The message's body.</param>
    /// <param name="step">The step to run.</param>
    /// <param name="cancellationToken">Stops the step.</param>
    /// <exception cref="PermanentFaultException">The body is not a valid message, or the step can never succeed.</exception>
    public static async Task RunAsync(
        MessageOrigin origin, string body, Func<WorkMessage, CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(step);
        (WorkMessage? work, PermanentFaultException? fault) = Read(body);
        using Activity? activity = MarketPulseTelemetry.StartProcess(origin, work?.TraceParent);
        try
        {
            if (fault is not null)
            {
                throw fault;
            }

            await step(work!, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            MarketPulseTelemetry.Failed(activity, e);
            throw;
        }
    }

    private static (WorkMessage? Work, PermanentFaultException? Fault) Read(string body)
    {
        try
        {
            return (WorkMessage.Parse(body), null);
        }
        catch (PermanentFaultException fault)
        {
            return (null, fault);
        }
    }
}
