using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Storage.Queues;

/// <summary>
/// Reads storage queues for hosts without triggers: receives messages, keeps them hidden while they are handled, and settles them.
/// </summary>
internal sealed class StorageQueueReceiver(
    StorageClients clients, IDeadLetters deadLetters, TimeProvider clock, ILogger<StorageQueueReceiver> logger) : IWorkReceiver
{
    private const int MostPerRequest = 32;

    /// <summary>
    /// How long to wait for further free slots before the next request while the queue is full. Otherwise messages that are handled in
    /// milliseconds would be received one by one.
    /// </summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWaitAfterFault = TimeSpan.FromSeconds(15);

    private readonly QueueReaderOptions _options = clients.Options.Queues;

    public async Task<long> CountAsync(string queue, CancellationToken cancellationToken) =>
        (await clients.Queue(queue).GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong;

    public async Task RunAsync(string queue, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        QueueClient client = clients.Queue(queue);
        using var slots = new SemaphoreSlim(_options.Concurrency);
        TimeSpan wait = FirstWait;
        bool isFull = false;
        try
        {
            while (true)
            {
                Task sent = clients.LocalSends.Next(queue);
                (QueueMessage[] messages, int asked, bool faulted) = await ReceiveAsync(client, slots, isFull, cancellationToken);
                isFull = messages.Length == asked;
                foreach (QueueMessage message in messages)
                {
                    var received = new Received(queue, client, message);
                    _ = Task.Run(() => HandleAsync(received, handle, slots, cancellationToken), CancellationToken.None);
                }

                if (messages.Length > 0)
                {
                    wait = FirstWait;
                    continue;
                }

                if (await WaitAsync(wait, sent, cancellationToken))
                {
                    wait = FirstWait;
                    continue;
                }

                TimeSpan longest = faulted ? LongestWaitAfterFault : _options.IdleDelay;
                wait = wait * 2 < longest ? wait * 2 : longest;
            }
        }
        finally
        {
            // When all slots are free, all messages have been settled.
            for (int i = 0; i < _options.Concurrency; i++)
            {
                await slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Waits until this process sends a message, or for the given time.</summary>
    /// <returns>Whether a message was sent.</returns>
    private async Task<bool> WaitAsync(TimeSpan longest, Task sent, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task first = await Task.WhenAny(Task.Delay(longest, clock, stop.Token), sent);
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == sent;
    }

    /// <summary>Waits for a free slot, then receives as many messages as there are free slots. Each message occupies a slot.</summary>
    private async Task<(QueueMessage[] Messages, int Asked, bool Faulted)> ReceiveAsync(
        QueueClient client, SemaphoreSlim slots, bool isFull, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        int free = 1;
        QueueMessage[] messages = [];
        try
        {
            if (isFull && slots.CurrentCount < _options.Concurrency / 2)
            {
                await Task.Delay(Gathering, clock, cancellationToken);
            }

            while (free < MostPerRequest && slots.Wait(0, CancellationToken.None))
            {
                free++;
            }

            messages = (await client.ReceiveMessagesAsync(free, _options.LockDuration, cancellationToken)).Value;
            return (messages, free, false);
        }
        catch (Exception e) when (StorageFault.Is(e, cancellationToken))
        {
            logger.LogWarning(e, "Queue {Queue} cannot be read; retrying.", client.Name);
            return (messages, free, true);
        }
        finally
        {
            if (free > messages.Length)
            {
                slots.Release(free - messages.Length);
            }
        }
    }

    private async Task HandleAsync(
        Received received, Func<WorkDelivery, CancellationToken, Task> handle, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        await using var held = new MessageLock(received.Client, received.Message, _options.LockDuration, clock, logger);
        try
        {
            await HandleAndSettleAsync(received, held, handle, cancellationToken);
        }
        catch (Exception e) when (StorageFault.Is(e, CancellationToken.None))
        {
            logger.LogWarning(
                e,
                "Message {MessageId} of queue {Queue} could not be settled; it will be redelivered.",
                received.Message.MessageId,
                received.Queue);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task HandleAndSettleAsync(
        Received received, MessageLock held, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        (string queue, _, QueueMessage message) = received;
        int deliveries = received.Deliveries;
        string? body = PoisonQueue.TryDecode(message.MessageText);
        if (body is null)
        {
            await DeadLetterAsync(
                held, received.ToDeadLetter("not_base64", "The message is not UTF-8 text in base64.", message.MessageText));
            return;
        }

        if (deliveries > _options.Retries.MaxDeliveries)
        {
            const string Description = "The process ended every time while it was handling the message; see its log.";
            await DeadLetterAsync(held, received.ToDeadLetter(PoisonQueue.TooManyDeliveries, Description, body));
            return;
        }

        try
        {
            await handle(
                new WorkDelivery(queue, body, message.MessageId, deliveries) { EnqueuedUtc = message.InsertedOn }, cancellationToken);
        }
        catch (PermanentFaultException e)
        {
            await DeadLetterAsync(held, received.ToDeadLetter(e.Reason, e.Message, body));
            return;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await held.ReleaseAsync(TimeSpan.Zero);
            return;
        }
#pragma warning disable CA1031 // Whatever a step throws, its message is redelivered, and other messages are not affected.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (_options.Retries.IsExhausted(deliveries))
            {
                string description = PoisonQueue.DescribeFailures(deliveries, e);
                await DeadLetterAsync(held, received.ToDeadLetter(PoisonQueue.TooManyDeliveries, description, body));
                return;
            }

            TimeSpan delay = _options.Retries.DelayAfter(deliveries, message.MessageId);
            logger.LogWarning(
                e,
                "Message {MessageId} of queue {Queue} failed (delivery {Delivery}); next attempt in {Delay}.",
                message.MessageId,
                queue,
                deliveries,
                delay);
            await held.ReleaseAsync(delay);
            return;
        }

        // Outside the try block: a message that was handled must not be dead-lettered because it could not be deleted.
        await held.DeleteAsync();
    }

    /// <summary>
    /// Sends a message to the poison queue, then deletes it. A crash in between leaves it in both queues, never in neither.
    /// </summary>
    private async Task DeadLetterAsync(MessageLock held, DeadLetter letter)
    {
        await deadLetters.AddAsync(letter with { FailedUtc = clock.GetUtcNow() }, CancellationToken.None);
        await held.DeleteAsync();
        logger.LogError(
            "Message {MessageId} of queue {Queue} was dead-lettered: {Reason}: {Description}",
            letter.Id,
            letter.Queue,
            letter.Reason,
            letter.Description);
    }

    /// <summary>A message and where it was received.</summary>
    private sealed record Received(string Queue, QueueClient Client, QueueMessage Message)
    {
        public int Deliveries => (int)Math.Min(Message.DequeueCount, int.MaxValue);

        public DeadLetter ToDeadLetter(string reason, string description, string body) => new()
        {
            Id = Message.MessageId,
            Queue = Queue,
            Reason = reason,
            Description = description,
            Body = body,
            Deliveries = Deliveries,
        };
    }
}
