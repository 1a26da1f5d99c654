using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>
/// Runs a step on a message of a storage queue. If this returns, the host removes the message; if it throws, the host makes the message
/// visible again after its visibility timeout. Messages with permanent faults and messages that have failed too often are dead-lettered
/// with a reason, which the host's own poison handling would not record.
/// </summary>
/// <param name="deadLetters">Stores the dead letters.</param>
/// <param name="clock">Current time, for the age of messages and the time of dead letters.</param>
/// <param name="logger">Logs every message that was not processed successfully.</param>
public sealed class Settlement(IDeadLetters deadLetters, TimeProvider clock, ILogger<Settlement> logger)
{
    // host.json allows more deliveries: the host must not move a message to the poison queue, without a reason, because a shutdown
    // interrupted the last delivery.
    private static readonly RetryPolicy Retries = RetryPolicy.FunctionsStorageQueue;

    /// <summary>Runs <paramref name="step"/> on the message.</summary>
    /// <param name="queue">The queue that the message came from.</param>
    /// <param name="message">The message, kept hidden by the host while this runs.</param>
    /// <param name="step">The step to run.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    public async Task RunAsync(
        string queue, QueueMessage message, Func<WorkMessage, CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            await TracedWork.RunAsync(
                new MessageOrigin(TracedWork.StorageQueues, queue, message.MessageId, clock.GetUtcNow() - message.InsertedOn),
                message.Body.ToString(),
                step,
                cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("Message {MessageId} is returned to its queue because the host is shutting down.", message.MessageId);
            throw;
        }
        catch (PermanentFaultException e)
        {
            await DeadLetterAsync(queue, message, e.Reason, e.Message, e);
        }
        catch (Exception e) when (Retries.IsExhausted(message.DequeueCount))
        {
            string description = $"Failed {message.DequeueCount} times, most recently with {e.GetType().Name}: {e.Message}";
            await DeadLetterAsync(queue, message, "retries_exhausted", description, e);
        }
    }

    private async Task DeadLetterAsync(string queue, QueueMessage message, string reason, string description, Exception cause)
    {
        var letter = new DeadLetter
        {
            Id = message.MessageId,
            Queue = queue,
            Reason = reason,
            Description = description,
            Body = message.Body.ToString(),
            FailedUtc = clock.GetUtcNow(),
            Deliveries = (int)Math.Min(message.DequeueCount, int.MaxValue),
        };

        // Not cancelled by a shutdown: the host removes the message when this returns.
        await deadLetters.AddAsync(letter, CancellationToken.None);
        logger.LogError(cause, "Message {MessageId} of queue {Queue} is dead-lettered: {Reason}.", message.MessageId, queue, reason);
    }
}
