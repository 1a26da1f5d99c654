using System.Diagnostics;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Telemetry;

/// <summary>A step on a message, in a span that continues the sender's trace.</summary>
public static class TracedWork
{
    /// <summary>What spans call Azure Storage queues: the semantic conventions list no name for them.</summary>
    public const string StorageQueues = "azure_storage_queues";

    /// <summary>Reads the message, runs the step on it, and marks the span when either fails.</summary>
    /// <param name="system">Messaging system, e.g. <see cref="StorageQueues"/>.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="messageId">The message's id in the broker.</param>
    /// <param name="body">The message's body.</param>
    /// <param name="age">How long the message waited; null when unknown.</param>
    /// <param name="step">The work.</param>
    /// <param name="cancellationToken">Stops the step.</param>
    /// <exception cref="PermanentFaultException">The body is no message of ours, or the step can never succeed.</exception>
    public static async Task RunAsync(
        string system,
        string queue,
        string messageId,
        string body,
        TimeSpan? age,
        Func<WorkMessage, CancellationToken, Task> step,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        (WorkMessage? work, PermanentFaultException? fault) = Read(body);
        using Activity? activity = MarketPulseTelemetry.StartProcess(system, queue, messageId, work?.TraceParent, age);
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
