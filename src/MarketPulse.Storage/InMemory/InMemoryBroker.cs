using System.Collections.Concurrent;
using System.Globalization;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Queues;

namespace MarketPulse.Storage.InMemory;

/// <summary>
/// Implements all queues in memory: sending, receiving and dead letters, with duplicate detection like that of Service Bus.
/// </summary>
internal sealed class InMemoryBroker(TimeProvider clock, QueueReaderOptions options) : IWorkQueue, IWorkReceiver, IDeadLetters
{
    /// <summary>How long a message id is remembered; the deployed Service Bus queues have the same setting.</summary>
    internal static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);

    private const int LongestMessageId = 128;

    private readonly ConcurrentDictionary<string, InMemoryQueue> _queues = new(StringComparer.Ordinal);

    public Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (OutgoingMessage message in messages)
        {
            Send(queue, message.MessageId, message.Body.ToJson());
        }

        return Task.CompletedTask;
    }

    public async Task RunAsync(string queue, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handle);
        InMemoryQueue source = Queue(queue);
        IEnumerable<Task> workers = Enumerable.Range(0, options.Concurrency)
            .Select(_ => Task.Run(() => WorkAsync(queue, source, handle, cancellationToken), CancellationToken.None));
        await Task.WhenAll(workers);
    }

    public Task<long> CountAsync(string queue, CancellationToken cancellationToken) => Task.FromResult((long)Queue(queue).Count);

    public Task AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        Queue(letter.Queue).AddDead(letter);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<DeadLetter> ListAsync(string queue, CancellationToken cancellationToken) =>
        Queue(queue).DeadLetters().ToAsyncEnumerable();

    public Task<int> ReplayAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken)
    {
        // A new id, or duplicate detection would drop the message.
        string suffix = ":replay" + clock.GetUtcNow().UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        IReadOnlyList<InMemoryQueue.Message> removed = Queue(queue).RemoveDead(ids);
        foreach (InMemoryQueue.Message message in removed)
        {
            string id = message.MessageId[..Math.Min(message.MessageId.Length, LongestMessageId - suffix.Length)] + suffix;
            Queue(queue).Send(id, message.Body);
        }

        return Task.FromResult(removed.Count);
    }

    public Task<int> DropAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken) =>
        Task.FromResult(Queue(queue).RemoveDead(ids).Count);

    internal InMemoryQueue Queue(string queue) => _queues.GetOrAdd(queue, name => new InMemoryQueue(name, clock, DuplicateWindow));

    private void Send(string queue, string messageId, string body)
    {
        if (messageId.Length is 0 or > LongestMessageId)
        {
            throw new ArgumentException(
                $"A message id must have 1 to {LongestMessageId} characters, unlike '{messageId}'.", nameof(messageId));
        }

        Queue(queue).Send(messageId, body);
    }

    private async Task WorkAsync(
        string queue, InMemoryQueue source, Func<WorkDelivery, CancellationToken, Task> handle, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task more = source.WaitAsync(cancellationToken);
            if (source.Receive(Timeout.InfiniteTimeSpan) is { } message)
            {
                await HandleAsync(queue, source, message, handle, cancellationToken);
            }
            else
            {
                await more;
            }
        }
    }

    private async Task HandleAsync(
        string queue,
        InMemoryQueue source,
        InMemoryQueue.Message message,
        Func<WorkDelivery, CancellationToken, Task> handle,
        CancellationToken cancellationToken)
    {
        try
        {
            await handle(
                new WorkDelivery(queue, message.Body, message.MessageId, message.Deliveries) { EnqueuedUtc = message.EnqueuedUtc },
                cancellationToken);
            source.Complete(message);
        }
        catch (PermanentFaultException e)
        {
            source.DeadLetter(message, e.Reason, e.Message, PoisonQueue.TraceParentOf(message.Body));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            source.Abandon(message, TimeSpan.Zero);
        }
#pragma warning disable CA1031 // Whatever a step throws, its message is redelivered, and other messages are not affected.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (options.Retries.IsExhausted(message.Deliveries))
            {
                string description = PoisonQueue.DescribeFailures(message.Deliveries, e);
                source.DeadLetter(message, PoisonQueue.TooManyDeliveries, description, PoisonQueue.TraceParentOf(message.Body));
            }
            else
            {
                source.Abandon(message, options.Retries.DelayAfter(message.Deliveries, message.MessageId));
            }
        }
    }
}
