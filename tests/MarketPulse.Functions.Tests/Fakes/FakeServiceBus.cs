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
    public List<Batch> Batches { get; } = [];

    /// <summary>Clients and senders made.</summary>
    public int SendersMade { get; private set; }

    /// <summary>When set, the next send fails with it.</summary>
    public Exception? NextSendFault { get; set; }

    /// <summary>When set, the next completion fails with it, as when the process dies before it.</summary>
    public Exception? NextCompleteFault { get; set; }

    private DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Messages waiting, scheduled ones included, locked ones too.</summary>
    public int Count(string queue) => Of(queue).Active.Count;

    public IReadOnlyList<string?> Ids(string queue) => [.. Of(queue).Active.Select(entry => entry.MessageId)];

    public IReadOnlyList<ServiceBusReceivedMessage> DeadLetters(string queue) => [.. Of(queue).Dead.Select(entry => entry.ToReceived())];

    public void Send(string queue, ServiceBusMessage message)
    {
        if (NextSendFault is { } fault)
        {
            NextSendFault = null;
            throw fault;
        }

        Queue target = Of(queue);
        DateTimeOffset now = Now;
        if (message.MessageId is { } id)
        {
            (id.Length <= 128).ShouldBeTrue($"'{id}' is longer than Service Bus allows.");
            if (target.Seen.TryGetValue(id, out DateTimeOffset seen) && now - seen < DuplicateWindow)
            {
                return;
            }

            target.Seen[id] = now;
        }

        target.Active.Add(new Entry(message, ++_sequence, message.ScheduledEnqueueTime > now ? message.ScheduledEnqueueTime : now));
    }

    /// <summary>Locks the next visible message, as the host's processor does; null when there is none.</summary>
    public Delivery? Receive(string queue)
    {
        Queue source = Of(queue);
        while (true)
        {
            DateTimeOffset now = Now;
            Entry? next = source.Active.Where(entry => entry.VisibleFrom <= now && entry.LockedUntil <= now).MinBy(entry => entry.SequenceNumber);
            if (next is null)
            {
                return null;
            }

            if (next.DeliveryCount >= MaxDeliveries)
            {
                source.Active.Remove(next);
                next.Properties["DeadLetterReason"] = "MaxDeliveryCountExceeded";
                source.Dead.Add(next);
                continue;
            }

            next.DeliveryCount++;
            next.LockedUntil = now + LockDuration;
            next.LockToken = Guid.NewGuid();
            return new Delivery(next.ToReceived(), new Actions(this, source, next));
        }
    }

    private Queue Of(string queue) => _queues.TryGetValue(queue, out Queue? found) ? found : _queues[queue] = new Queue();

    internal sealed record Delivery(ServiceBusReceivedMessage Message, Actions Actions);

    /// <summary>A batch as it was sent.</summary>
    internal sealed record Batch(int Count, long SizeInBytes);

    /// <summary>Settles one delivery, and notes how.</summary>
    internal sealed class Actions(FakeServiceBus bus, Queue queue, Entry entry) : ServiceBusMessageActions
    {
        private readonly Guid _lock = entry.LockToken;

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
            entry.LockedUntil = DateTimeOffset.MinValue;
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
            entry.Properties["DeadLetterReason"] = deadLetterReason!;
            entry.Properties["DeadLetterErrorDescription"] = deadLetterErrorDescription!;
            entry.LockedUntil = DateTimeOffset.MinValue;
            queue.Dead.Add(entry);
            return Task.CompletedTask;
        }

        public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            CheckLock(message);
            Renewals++;
            entry.LockedUntil = bus.Now + LockDuration;
            return Task.CompletedTask;
        }

        private void Settle(ServiceBusReceivedMessage message, string how)
        {
            CheckLock(message);
            Settled.Add(how);
        }

        private void CheckLock(ServiceBusReceivedMessage message)
        {
            message.SequenceNumber.ShouldBe(entry.SequenceNumber);
            if (entry.LockToken != _lock || entry.LockedUntil <= bus.Now)
            {
                throw new InvalidOperationException("MessageLockLost");
            }
        }
    }

    internal sealed class Entry(ServiceBusMessage message, long sequenceNumber, DateTimeOffset visibleFrom)
    {
        public string? MessageId => message.MessageId;

        public long SequenceNumber => sequenceNumber;

        public DateTimeOffset VisibleFrom => visibleFrom;

        public Dictionary<string, object> Properties { get; } = new(message.ApplicationProperties, StringComparer.Ordinal);

        public int DeliveryCount { get; set; }

        public DateTimeOffset LockedUntil { get; set; }

        public Guid LockToken { get; set; }

        public ServiceBusReceivedMessage ToReceived() => ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: message.Body,
            messageId: message.MessageId,
            contentType: message.ContentType,
            properties: new Dictionary<string, object>(Properties, StringComparer.Ordinal),
            lockTokenGuid: LockToken,
            deliveryCount: DeliveryCount,
            lockedUntil: LockedUntil,
            sequenceNumber: sequenceNumber,
            enqueuedTime: visibleFrom);
    }

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
        private readonly Dictionary<ServiceBusMessageBatch, List<ServiceBusMessage>> _open = [];

        public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bus.Send(queue, message);
            return Task.CompletedTask;
        }

        public override Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<ServiceBusMessage> messages = _open[messageBatch];
            bus.Batches.Add(new Batch(messages.Count, messages.Sum(Size)));
            foreach (ServiceBusMessage message in messages)
            {
                bus.Send(queue, message);
            }

            return Task.CompletedTask;
        }

        public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default)
        {
            List<ServiceBusMessage> messages = [];
            ServiceBusMessageBatch batch = ServiceBusModelFactory.ServiceBusMessageBatch(
                bus.MaxBatchBytes,
                messages,
                new CreateMessageBatchOptions { MaxSizeInBytes = bus.MaxBatchBytes },
                message => messages.Sum(Size) + Size(message) <= bus.MaxBatchBytes);
            _open[batch] = messages;
            return new ValueTask<ServiceBusMessageBatch>(batch);
        }

        private static long Size(ServiceBusMessage message) => message.Body.ToMemory().Length + 128;
    }

    private sealed class FakeDeadLetterReceiver(Queue queue) : ServiceBusReceiver
    {
        private readonly HashSet<Entry> _locked = [];

        public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
            int maxMessages, TimeSpan? maxWaitTime = null, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Entry[] next = [.. queue.Dead.Where(entry => !_locked.Contains(entry)).Take(maxMessages)];
            _locked.UnionWith(next);
            return Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>([.. next.Select(entry => entry.ToReceived())]);
        }

        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            queue.Dead.RemoveAll(entry => entry.SequenceNumber == message.SequenceNumber).ShouldBe(1);
            return Task.CompletedTask;
        }

        public override Task CloseAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
