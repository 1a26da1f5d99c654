using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Tests.Fakes;

/// <summary>A Service Bus namespace in memory: duplicate detection, locks, delivery counts, scheduled messages and dead letters, as Standard queues have them.</summary>
internal sealed class FakeServiceBus(TimeProvider clock)
{
    public static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(1);
    public const int MaxDeliveries = 10;

    private readonly Dictionary<string, Queue> _queues = new(StringComparer.Ordinal);
    private long _sequence;

    public FakeServiceBus(TimeProvider clock, long maxBatchBytes)
        : this(clock) => MaxBatchBytes = maxBatchBytes;

    public long MaxBatchBytes { get; } = 256 * 1024;

    public ServiceBusClient Client => new FakeClient(this);

    /// <summary>Batches in the order sent.</summary>
    public List<ServiceBusMessageBatch> Batches { get; } = [];

    /// <summary>Clients and senders made.</summary>
    public int SendersMade { get; private set; }

    /// <summary>When set, the next send fails with it.</summary>
    public Exception? NextSendFault { get; set; }

    /// <summary>When set, the next completion fails with it, as when the process dies before it.</summary>
    public Exception? NextCompleteFault { get; set; }

    /// <summary>Messages waiting, scheduled ones included, locked ones too.</summary>
    public int Count(string queue) => Of(queue).Active.Count;

    public IReadOnlyList<string?> Ids(string queue) => [.. Of(queue).Active.Select(m => m.Message.MessageId)];

    public IReadOnlyList<ServiceBusReceivedMessage> DeadLetters(string queue) => [.. Of(queue).Dead.Select(m => m.Message)];

    public void Send(string queue, ServiceBusMessage message)
    {
        if (NextSendFault is { } fault)
        {
            NextSendFault = null;
            throw fault;
        }

        Queue target = Of(queue);
        DateTimeOffset now = clock.GetUtcNow();
        if (message.MessageId is { } id)
        {
            (id.Length <= 128).ShouldBeTrue($"'{id}' is longer than Service Bus allows.");
            if (target.Seen.TryGetValue(id, out DateTimeOffset seen) && now - seen < DuplicateWindow)
            {
                return;
            }

            target.Seen[id] = now;
        }

        DateTimeOffset visible = message.ScheduledEnqueueTime > now ? message.ScheduledEnqueueTime : now;
        target.Active.Add(new Entry(
            new ServiceBusReceivedMessage
            {
                Body = message.Body,
                MessageId = message.MessageId,
                ContentType = message.ContentType,
                ApplicationProperties = new Dictionary<string, object>(message.ApplicationProperties, StringComparer.Ordinal),
                EnqueuedTime = visible,
                SequenceNumber = ++_sequence,
            },
            visible));
    }

    /// <summary>Locks the next visible message, as the host's processor does; null when there is none.</summary>
    public Delivery? Receive(string queue)
    {
        Queue source = Of(queue);
        while (true)
        {
            DateTimeOffset now = clock.GetUtcNow();
            Entry? next = source.Active.Where(m => m.VisibleFrom <= now && m.Message.LockedUntil <= now).MinBy(m => m.Message.SequenceNumber);
            if (next is null)
            {
                return null;
            }

            if (next.Message.DeliveryCount >= MaxDeliveries)
            {
                source.Active.Remove(next);
                next.Message.DeadLetterReason = "MaxDeliveryCountExceeded";
                source.Dead.Add(next);
                continue;
            }

            next.Message.DeliveryCount++;
            next.Message.LockedUntil = now + LockDuration;
            next.Message.LockToken = Guid.NewGuid().ToString();
            return new Delivery(next.Message, new Actions(this, source, next));
        }
    }

    private Queue Of(string queue) => _queues.TryGetValue(queue, out Queue? found) ? found : _queues[queue] = new Queue();

    internal sealed record Delivery(ServiceBusReceivedMessage Message, Actions Actions);

    /// <summary>Settles one delivery, and notes how.</summary>
    internal sealed class Actions(FakeServiceBus bus, Queue queue, Entry entry) : ServiceBusMessageActions
    {
        private readonly string? _lock = entry.Message.LockToken;

        /// <summary>Every settlement of this delivery, in order: there must be exactly one.</summary>
        public List<string> Settled { get; } = [];

        public int Renewals { get; private set; }

        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            if (bus.NextCompleteFault is { } fault)
            {
                bus.NextCompleteFault = null;
                throw fault;
            }

            Settle(message, "completed");
            queue.Active.Remove(entry);
            return Task.CompletedTask;
        }

        public override Task AbandonMessageAsync(
            ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default)
        {
            Settle(message, "abandoned");
            entry.Message.LockedUntil = DateTimeOffset.MinValue;
            return Task.CompletedTask;
        }

        public override Task DeadLetterMessageAsync(
            ServiceBusReceivedMessage message,
            Dictionary<string, object>? propertiesToModify = null,
            string? deadLetterReason = null,
            string? deadLetterErrorDescription = null,
            CancellationToken cancellationToken = default)
        {
            Settle(message, "dead-lettered");
            queue.Active.Remove(entry);
            entry.Message.DeadLetterReason = deadLetterReason;
            entry.Message.DeadLetterErrorDescription = deadLetterErrorDescription;
            entry.Message.ApplicationProperties = new Dictionary<string, object>(entry.Message.ApplicationProperties, StringComparer.Ordinal)
            {
                ["DeadLetterReason"] = deadLetterReason!,
                ["DeadLetterErrorDescription"] = deadLetterErrorDescription!,
            };
            entry.Message.LockedUntil = DateTimeOffset.MinValue;
            queue.Dead.Add(entry);
            return Task.CompletedTask;
        }

        public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            CheckLock(message);
            Renewals++;
            entry.Message.LockedUntil = bus.Now + LockDuration;
            return Task.CompletedTask;
        }

        private void Settle(ServiceBusReceivedMessage message, string how)
        {
            CheckLock(message);
            Settled.Add(how);
        }

        private void CheckLock(ServiceBusReceivedMessage message)
        {
            message.ShouldBeSameAs(entry.Message);
            if (entry.Message.LockToken != _lock || entry.Message.LockedUntil <= bus.Now)
            {
                throw new InvalidOperationException("MessageLockLost");
            }
        }
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    internal sealed record Entry(ServiceBusReceivedMessage Message, DateTimeOffset VisibleFrom);

    internal sealed class Queue
    {
        public List<Entry> Active { get; } = [];

        public List<Entry> Dead { get; } = [];

        public Dictionary<string, DateTimeOffset> Seen { get; } = new(StringComparer.Ordinal);
    }

    private sealed class FakeClient(FakeServiceBus bus) : ServiceBusClient
    {
        public override ServiceBusSender CreateSender(string queueOrTopicName)
        {
            bus.SendersMade++;
            return new FakeSender(bus, queueOrTopicName);
        }

        public override ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
        {
            options.SubQueue.ShouldBe(SubQueue.DeadLetter);
            return new FakeDeadLetterReceiver(bus.Of(queueName));
        }
    }

    private sealed class FakeSender(FakeServiceBus bus, string queue) : ServiceBusSender
    {
        public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bus.Send(queue, message);
            return Task.CompletedTask;
        }

        public override Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bus.Batches.Add(messageBatch);
            foreach (ServiceBusMessage message in messageBatch.Messages)
            {
                bus.Send(queue, message);
            }

            return Task.CompletedTask;
        }

        public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) =>
            new(new ServiceBusMessageBatch(bus.MaxBatchBytes));
    }

    private sealed class FakeDeadLetterReceiver(Queue queue) : ServiceBusReceiver
    {
        private readonly HashSet<Entry> _locked = [];

        public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
            int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Entry[] next = [.. queue.Dead.Where(m => !_locked.Contains(m)).Take(maxMessages)];
            _locked.UnionWith(next);
            return Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>([.. next.Select(m => m.Message)]);
        }

        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            queue.Dead.RemoveAll(m => m.Message == message).ShouldBe(1);
            return Task.CompletedTask;
        }
    }
}
