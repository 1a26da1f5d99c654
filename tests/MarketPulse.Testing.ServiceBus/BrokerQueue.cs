namespace MarketPulse.Testing.ServiceBus;

/// <summary>
/// A queue with the rules of Service Bus: duplicate detection, first in first out among the available messages, locks that expire,
/// delivery counts, scheduled messages and a dead-letter queue. Time comes only from the given clock.
/// </summary>
public sealed class BrokerQueue : IDisposable
{
    private readonly Lock _gate = new();
    private readonly QueueOptions _options;
    private readonly TimeProvider _clock;
    private readonly Action _changed;
    private readonly ITimer _timer;
    private readonly List<BrokerMessage> _messages = [];
    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly List<IMessageReceiver> _receivers = [];
    private long _sequenceNumber;
    private int _requested;
    private int _transfers;
    private int _renewals;

    internal BrokerQueue(string name, QueueOptions options, TimeProvider clock, Action changed, bool isDeadLetterQueue = false)
    {
        (Name, _options, _clock, _changed) = (name, options, clock, changed);
        _timer = clock.CreateTimer(_ => OnTimer(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        DeadLetters = isDeadLetterQueue ? null : new BrokerQueue(name + DeadLetterSuffix, options, clock, changed, isDeadLetterQueue: true);
    }

    internal const string DeadLetterSuffix = "/$deadletterqueue";

    /// <summary>The path of the queue, as in the address of a link.</summary>
    public string Name { get; }

    /// <summary>The queue's dead letters; null if this is a dead-letter queue.</summary>
    public BrokerQueue? DeadLetters { get; }

    /// <summary>Messages in the queue: available, locked and scheduled.</summary>
    public int Count => Read(() => _messages.Count);

    /// <summary>Number of messages locked by a receiver.</summary>
    public int LockedCount => Read(() => _messages.Count(message => message.LockedUntil is not null));

    /// <summary>Number of links that are ready to receive messages.</summary>
    public int ReceiverCount => Read(() => _receivers.Count(receiver => receiver.Credit > 0));

    /// <summary>Number of messages that receivers have requested so far, whether available or not.</summary>
    public int RequestedCount => Read(() => _requested);

    /// <summary>Number of messages and batches sent so far, including duplicates.</summary>
    public int TransferCount => Read(() => _transfers);

    /// <summary>Number of lock renewals so far.</summary>
    public int Renewals => Read(() => _renewals);

    internal int MaxMessageBytes => _options.MaxMessageBytes;

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        DeadLetters?.Dispose();
    }

    /// <summary>Accepts the messages of a transfer, and drops those whose id was seen within the duplicate-detection window.</summary>
    internal void Enqueue(IEnumerable<BrokerMessage> messages) => Change(now =>
    {
        _transfers++;
        foreach (BrokerMessage message in messages.Where(message => !IsDuplicate(message.MessageId, now)))
        {
            Append(message, now);
        }
    });

    /// <summary>Delivers available messages to the receiver for as long as it has credit.</summary>
    internal void AddReceiver(IMessageReceiver receiver, int requested) => Change(_ =>
    {
        _requested += requested;
        if (!_receivers.Contains(receiver))
        {
            _receivers.Add(receiver);
        }
    });

    /// <summary>Stops delivering to the receiver. The messages that it holds stay locked: in Service Bus, locks outlive links.</summary>
    internal void RemoveReceiver(IMessageReceiver receiver) => Change(_ => _receivers.Remove(receiver));

    internal bool TryComplete(Guid lockToken) => TrySettle(lockToken, (message, _) => _messages.Remove(message));

    internal bool TryAbandon(Guid lockToken) => TrySettle(lockToken, Unlock);

    /// <summary>Makes the message available again as if it had never been delivered.</summary>
    internal bool TryRelease(Guid lockToken) => TrySettle(lockToken, (message, _) => message.LockedUntil = null);

    internal bool TryDeadLetter(Guid lockToken, IEnumerable<KeyValuePair<string, object>> properties) =>
        TrySettle(lockToken, (message, now) => MoveToDeadLetters(message, properties, now));

    /// <summary>When the renewed lock expires; null if it was already lost.</summary>
    internal DateTimeOffset? Renew(Guid lockToken)
    {
        DateTimeOffset? until = null;
        TrySettle(lockToken, (message, now) =>
        {
            until = message.LockedUntil = now + _options.LockDuration;
            _renewals++;
        });
        return until;
    }

    /// <summary>Up to a given number of messages in any state, starting at a sequence number and read by <paramref name="read"/>.</summary>
    internal IReadOnlyList<T> Peek<T>(long fromSequenceNumber, int count, Func<BrokerMessage, T> read) => Read<IReadOnlyList<T>>(() =>
        [.. _messages.Where(message => message.SequenceNumber >= fromSequenceNumber).Take(count).Select(read)]);

    private void OnTimer() => Change(static _ => { });

    private T Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private void Change(Action<DateTimeOffset> change)
    {
        lock (_gate)
        {
            DateTimeOffset now = _clock.GetUtcNow();
            Activate(now);
            change(now);
            Deliver(now);
            DateTimeOffset? next = _messages.Min(message => message.LockedUntil ?? message.ScheduledEnqueueTime);
            _timer.Change(next is { } due ? due - now : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _changed();
    }

    private bool TrySettle(Guid lockToken, Action<BrokerMessage, DateTimeOffset> settle)
    {
        bool isHeld = false;
        Change(now =>
        {
            if (_messages.Find(message => message.LockedUntil is not null && message.LockToken == lockToken) is { } message)
            {
                isHeld = true;
                settle(message, now);
            }
        });
        return isHeld;
    }

    private bool IsDuplicate(string? messageId, DateTimeOffset now)
    {
        if (messageId is null)
        {
            return false;
        }

        bool isDuplicate = _seen.TryGetValue(messageId, out DateTimeOffset seen) && now - seen < _options.DuplicateDetectionWindow;
        if (!isDuplicate)
        {
            _seen[messageId] = now;
        }

        return isDuplicate;
    }

    private void Append(BrokerMessage message, DateTimeOffset now)
    {
        message.SequenceNumber = ++_sequenceNumber;
        message.EnqueuedTime = now;
        if (message.ScheduledEnqueueTime <= now)
        {
            message.ScheduledEnqueueTime = null;
        }

        _messages.Add(message);
    }

    /// <summary>Makes messages available whose scheduled time has come or whose lock has expired.</summary>
    private void Activate(DateTimeOffset now)
    {
        IEnumerable<BrokerMessage> due = _messages.Where(message => message.ScheduledEnqueueTime <= now);
        foreach (BrokerMessage message in due.OrderBy(message => message.ScheduledEnqueueTime).ToArray())
        {
            _messages.Remove(message);
            Append(message, now);
        }

        foreach (BrokerMessage message in _messages.Where(message => message.LockedUntil <= now).ToArray())
        {
            Unlock(message, now);
        }
    }

    private void Unlock(BrokerMessage message, DateTimeOffset now)
    {
        message.LockedUntil = null;
        if (++message.DeliveryCount >= _options.MaxDeliveryCount && DeadLetters is not null)
        {
            MoveToDeadLetters(
                message,
                [
                    new("DeadLetterReason", "MaxDeliveryCountExceeded"),
                    new("DeadLetterErrorDescription", $"The message was not settled in {_options.MaxDeliveryCount} deliveries."),
                ],
                now);
        }
    }

    private void MoveToDeadLetters(BrokerMessage message, IEnumerable<KeyValuePair<string, object>> properties, DateTimeOffset now)
    {
        _messages.Remove(message);
        foreach ((string name, object value) in properties)
        {
            message.AddedProperties[name] = value;
        }

        message.LockedUntil = null;
        message.DeadLetterSource = Name;

        // A dead letter that is dead-lettered goes to the end of the dead letters.
        (DeadLetters ?? this).Change(_ => (DeadLetters ?? this).Append(message, now));
    }

    private void Deliver(DateTimeOffset now)
    {
        while (_messages.Find(message => message.IsAvailable) is { } message
            && _receivers.Find(receiver => receiver.Credit > 0) is { } receiver)
        {
            message.LockToken = Guid.NewGuid();
            message.LockedUntil = now + _options.LockDuration;

            // Moves to the end of the waiting receivers, or is removed if the link is gone.
            _receivers.Remove(receiver);
            if (receiver.TryDeliver(message))
            {
                _receivers.Add(receiver);
            }
            else
            {
                message.LockedUntil = null;
            }
        }
    }
}
