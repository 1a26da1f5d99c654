using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>
/// Runs a step on a Service Bus message and settles the message in one of four ways: it completes it, sends a delayed copy and completes
/// it, dead-letters it with a reason, or, if the host is shutting down, abandons it. If settlement fails, an exception is thrown, and the
/// message is delivered again when its lock expires.
/// </summary>
/// <param name="senders">Sends the delayed copies.</param>
/// <param name="clock">Current time, for delays and lock renewal.</param>
/// <param name="logger">Logs every message that was not processed successfully.</param>
public sealed class Settlement(ServiceBusSenders senders, TimeProvider clock, ILogger<Settlement> logger)
{
    private const int MaxDescription = 1024;
    private static readonly RetryPolicy Retries = RetryPolicy.ServiceBus;

    /// <summary>Runs <paramref name="step"/> on the message and settles it.</summary>
    /// <param name="queue">The queue that the message came from.</param>
    /// <param name="message">The message, locked for this worker.</param>
    /// <param name="actions">Settles the message.</param>
    /// <param name="step">The step to run.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    public async Task RunAsync(
        string queue,
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        Func<WorkMessage, CancellationToken, Task> step,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(actions);
        ArgumentNullException.ThrowIfNull(step);
        (WorkMessage? work, PermanentFaultException? fault) = Read(message);
        using Activity? activity = MarketPulseTelemetry.StartProcess(
            new MessageOrigin(ServiceBusWorkQueue.System, queue, message.MessageId, clock.GetUtcNow() - message.EnqueuedTime),
            work?.TraceParent ?? TraceParent(message));
        try
        {
            if (fault is not null)
            {
                throw fault;
            }

            await using (LockRenewal.Start(message, actions, clock, logger))
            {
                await step(work!, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("Message {MessageId} is returned to its queue because the host is shutting down.", message.MessageId);
            await actions.AbandonMessageAsync(message, cancellationToken: CancellationToken.None);
            return;
        }
        catch (PermanentFaultException e)
        {
            MarketPulseTelemetry.Failed(activity, e);
            await DeadLetterAsync(message, actions, e.Reason, e);
            return;
        }
        catch (Exception e) when (work!.Attempt >= Retries.MaxRetries)
        {
            MarketPulseTelemetry.Failed(activity, e);
            await DeadLetterAsync(message, actions, "retries_exhausted", e);
            return;
        }
        catch (Exception e)
        {
            MarketPulseTelemetry.Failed(activity, e);
            await SendDelayedCopyAsync(queue, message, work!, e);
        }

        // Not cancelled by a shutdown, because the work is done or its copy has been sent.
        await actions.CompleteMessageAsync(message, CancellationToken.None);
    }

    private static (WorkMessage? Work, PermanentFaultException? Fault) Read(ServiceBusReceivedMessage message)
    {
        try
        {
            return (WorkMessage.Parse(MessageText.Read(message)), null);
        }
        catch (PermanentFaultException fault)
        {
            return (null, fault);
        }
    }

    private static string? TraceParent(ServiceBusReceivedMessage message) =>
        (message.ApplicationProperties.GetValueOrDefault("traceparent")
            ?? message.ApplicationProperties.GetValueOrDefault("Diagnostic-Id")) as string;

    private async Task SendDelayedCopyAsync(string queue, ServiceBusReceivedMessage message, WorkMessage work, Exception cause)
    {
        int attempt = Math.Max(0, work.Attempt) + 1;
        string id = MessageIds.Retry(message, attempt);
        ServiceBusMessage copy = ServiceBusWorkQueue.ToServiceBus(work with { Attempt = attempt }, id);
        TimeSpan delay = Retries.DelayAfter(attempt, id);
        copy.ScheduledEnqueueTime = clock.GetUtcNow() + delay;
        await senders.For(queue).SendMessageAsync(copy, CancellationToken.None);
        logger.LogWarning(
            cause, "Message {MessageId} failed; it will be retried as {CopyId} in {Delay:F0} s (retry {Attempt} of {MaxRetries}).",
            message.MessageId, id, delay.TotalSeconds, attempt, Retries.MaxRetries);
    }

    private async Task DeadLetterAsync(ServiceBusReceivedMessage message, ServiceBusMessageActions actions, string reason, Exception cause)
    {
        logger.LogError(cause, "Message {MessageId} is dead-lettered: {Reason}.", message.MessageId, reason);
        string description = cause.Message.Length > MaxDescription ? cause.Message[..MaxDescription] : cause.Message;
        await actions.DeadLetterMessageAsync(
            message, deadLetterReason: reason, deadLetterErrorDescription: description, cancellationToken: CancellationToken.None);
    }
}
