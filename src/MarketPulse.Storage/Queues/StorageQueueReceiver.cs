using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Storage.Queues;

/// <summary>Reads storage queues for hosts that have no trigger: takes messages, keeps them hidden while they are handled, and settles them.</summary>
internal sealed class StorageQueueReceiver(
    StorageClients clients, IDeadLetters deadLetters, TimeProvider clock, ILogger<StorageQueueReceiver> logger) : IWorkReceiver
{
    private const int MostPerRequest = 32;

    /// <summary>How long free slots gather before the next request while the queue is full: messages handled in milliseconds would else be fetched one by one.</summary>
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
                    _ = Task.Run(() => HandleAsync(queue, client, message, handle, slots, cancellationToken), CancellationToken.None);
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
            // Every slot back means every message settled.
            for (int i = 0; i < _options.Concurrency; i++)
            {
                await slots.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Waits, but no longer than until this process sends something.</summary>
    /// <returns>Whether it did.</returns>
    private async Task<bool> WaitAsync(TimeSpan longest, Task sent, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task first = await Task.WhenAny(Task.Delay(longest, clock, stop.Token), sent);
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first == sent;
    }

    /// <summary>Waits for a free slot, then takes as many messages as there are free slots; each message taken holds its slot.</summary>
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
            logger.LogWarning(e, "Queue {Queue} cannot be read; trying again.", client.Name);
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
        string queue,
        QueueClient client,
        QueueMessage message,
        Func<WorkDelivery, CancellationToken, Task> handle,
        SemaphoreSlim slots,
        CancellationToken cancellationToken)
    {
        await using var held = new MessageLock(client, message, _options.LockDuration, clock, logger);
        try
        {
            await HandleAndSettleAsync(queue, held, message, handle, cancellationToken);
        }
        catch (Exception e) when (StorageFault.Is(e, CancellationToken.None))
        {
            logger.LogWarning(e, "Message {MessageId} of queue {Queue} could not be settled; it will be delivered again.", message.MessageId, queue);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task HandleAndSettleAsync(
        string queue, MessageLock held, QueueMessage message, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        int deliveries = (int)Math.Min(message.DequeueCount, int.MaxValue);
        string? body = PoisonQueue.TryDecode(message.MessageText);
        if (body is null)
        {
            await DeadLetterAsync(queue, held, message, message.MessageText, "not_base64", "The message is no UTF-8 text in base64.");
            return;
        }

        if (deliveries > _options.Retries.MaxDeliveries)
        {
            await DeadLetterAsync(
                queue, held, message, body, PoisonQueue.TooManyDeliveries, "The process ended each time while it handled the message; see its log.");
            return;
        }

        try
        {
            await handle(new WorkDelivery(queue, body, message.MessageId, deliveries) { EnqueuedUtc = message.InsertedOn }, cancellationToken);
        }
        catch (PermanentFaultException e)
        {
            await DeadLetterAsync(queue, held, message, body, e.Reason, e.Message);
            return;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await held.ReleaseAsync(TimeSpan.Zero);
            return;
        }
#pragma warning disable CA1031 // Whatever a step throws, its message is delivered again and the others go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (_options.Retries.IsExhausted(deliveries))
            {
                await DeadLetterAsync(
                    queue, held, message, body, PoisonQueue.TooManyDeliveries, $"Failed {deliveries} times, at last with {e.GetType().Name}: {e.Message}");
                return;
            }

            TimeSpan delay = _options.Retries.DelayAfter(deliveries, message.MessageId);
            logger.LogWarning(e, "Message {MessageId} of queue {Queue} failed (delivery {Delivery}); next try in {Delay}.", message.MessageId, queue, deliveries, delay);
            await held.ReleaseAsync(delay);
            return;
        }

        // Not within the try: work that is done must not be dead-lettered because its message could not be removed.
        await held.DeleteAsync();
    }

    /// <summary>Sends the message to the poison queue, then removes it: a crash between the two leaves it in both, never in neither.</summary>
    private async Task DeadLetterAsync(string queue, MessageLock held, QueueMessage message, string body, string reason, string description)
    {
        var letter = new DeadLetter
        {
            Id = message.MessageId,
            Queue = queue,
            Reason = reason,
            Description = description,
            Body = body,
            FailedUtc = clock.GetUtcNow(),
            Deliveries = (int)Math.Min(message.DequeueCount, int.MaxValue),
        };
        await deadLetters.AddAsync(letter, CancellationToken.None);
        await held.DeleteAsync();
        logger.LogError("Message {MessageId} of queue {Queue} was dead-lettered: {Reason}: {Description}", message.MessageId, queue, reason, description);
    }
}
