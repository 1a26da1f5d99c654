using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Storage.InMemory;

/// <summary>
/// Implements one queue in memory. It drops a message whose id it has seen within the window, even if the first copy has been consumed; it
/// locks messages that it delivers, counts deliveries, and keeps dead letters.
/// </summary>
internal sealed class InMemoryQueue(string name, TimeProvider clock, TimeSpan duplicateWindow)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Message, (DateTimeOffset VisibleFrom, long Sequence)> _waiting = new();
    private readonly Dictionary<long, (Message Message, DateTimeOffset Until)> _locked = [];
    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, DateTimeOffset At)> _seenInOrder = new();
    private readonly SortedDictionary<long, (Message Message, DeadLetter Letter)> _dead = [];
    private long _sequence;
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Number of messages that are not completed.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count + _locked.Count;
            }
        }
    }

    /// <summary>Sends a message.</summary>
    /// <returns>False when the message was dropped because its id was seen within the window.</returns>
    public bool Send(string messageId, string body)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            while (_seenInOrder.TryPeek(out (string Id, DateTimeOffset At) oldest) && now - oldest.At >= duplicateWindow)
            {
                _seenInOrder.Dequeue();
                _seen.Remove(oldest.Id);
            }

            if (!_seen.TryAdd(messageId, now))
            {
                return false;
            }

            _seenInOrder.Enqueue((messageId, now));
            Show(new Message(++_sequence, messageId, body, Deliveries: 0, now), now);
            return true;
        }
    }

    /// <summary>Takes the next message that is due and locks it. Returns null when there is none.</summary>
    /// <param name="lockDuration">
    /// How long the message is locked before it is redelivered; infinite for a handler in this process, which cannot crash alone.
    /// </param>
    public Message? Receive(TimeSpan lockDuration)
    {
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            foreach ((Message lapsed, _) in _locked.Values.Where(held => held.Until <= now).ToArray())
            {
                _locked.Remove(lapsed.Sequence);
                Show(lapsed, now);
            }

            if (!_waiting.TryPeek(out Message? next, out (DateTimeOffset VisibleFrom, long Sequence) due) || due.VisibleFrom > now)
            {
                return null;
            }

            _waiting.Dequeue();
            next = next with { Deliveries = next.Deliveries + 1 };
            _locked[next.Sequence] = (next, lockDuration == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : now + lockDuration);
            return next;
        }
    }

    /// <summary>Completes when a further message may be due.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Task arrival = _arrival.Task.WaitAsync(cancellationToken);
            DateTimeOffset? due = _waiting.TryPeek(out _, out (DateTimeOffset VisibleFrom, long) next) ? next.VisibleFrom : null;
            if (due is null)
            {
                return arrival;
            }

            TimeSpan delay = due.Value - clock.GetUtcNow();
            return delay <= TimeSpan.Zero
                ? Task.CompletedTask
                : Task.WhenAny(arrival, Task.Delay(delay, clock, cancellationToken)).Unwrap();
        }
    }

    /// <summary>Removes a message that was handled.</summary>
    /// <returns>False when the lock was lost, and the message has been or will be redelivered.</returns>
    public bool Complete(Message message)
    {
        lock (_gate)
        {
            return Unlock(message);
        }
    }

    /// <summary>Unlocks a message, to be redelivered after <paramref name="delay"/>.</summary>
    /// <returns>False when the lock was lost.</returns>
    public bool Abandon(Message message, TimeSpan delay)
    {
        lock (_gate)
        {
            if (!Unlock(message))
            {
                return false;
            }

            Show(message, clock.GetUtcNow() + delay);
            return true;
        }
    }

    /// <summary>Dead-letters a message.</summary>
    /// <returns>False when the lock was lost.</returns>
    public bool DeadLetter(Message message, string reason, string description, string? traceParent)
    {
        lock (_gate)
        {
            if (!Unlock(message))
            {
                return false;
            }

            _dead.Add(message.Sequence, (message, new DeadLetter
            {
                Id = message.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
                Queue = name,
                Reason = reason,
                Description = description,
                Body = message.Body,
                TraceParent = traceParent,
                FailedUtc = clock.GetUtcNow(),
                Deliveries = message.Deliveries,
            }));
            return true;
        }
    }

    /// <summary>Adds a dead letter that did not come from this queue.</summary>
    public void AddDead(DeadLetter letter)
    {
        lock (_gate)
        {
            long sequence = ++_sequence;
            string id = sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var message = new Message(sequence, letter.Id, letter.Body, letter.Deliveries, clock.GetUtcNow());
            _dead.Add(sequence, (message, letter with { Id = id }));
        }
    }

    /// <summary>The dead letters, oldest first.</summary>
    public DeadLetter[] DeadLetters()
    {
        lock (_gate)
        {
            return [.. _dead.Values.Select(dead => dead.Letter)];
        }
    }

    /// <summary>Removes dead letters, all of them if <paramref name="ids"/> is null, and returns their messages.</summary>
    public IReadOnlyList<Message> RemoveDead(IReadOnlyCollection<string>? ids)
    {
        lock (_gate)
        {
            Message[] removed = [.. _dead.Values.Where(dead => ids is null || ids.Contains(dead.Letter.Id)).Select(dead => dead.Message)];
            foreach (Message message in removed)
            {
                _dead.Remove(message.Sequence);
            }

            return removed;
        }
    }

    private bool Unlock(Message message) =>
        _locked.TryGetValue(message.Sequence, out (Message Message, DateTimeOffset Until) held)
        && held.Message.Deliveries == message.Deliveries
        && _locked.Remove(message.Sequence);

    private void Show(Message message, DateTimeOffset from)
    {
        _waiting.Enqueue(message, (from, message.Sequence));
        TaskCompletionSource arrived = _arrival;
        _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        arrived.SetResult();
    }

    /// <summary>A message in the queue.</summary>
    /// <param name="Sequence">Its number within the queue.</param>
    /// <param name="MessageId">Its id, by which duplicates are detected.</param>
    /// <param name="Body">Its content.</param>
    /// <param name="Deliveries">How often it has been delivered.</param>
    /// <param name="EnqueuedUtc">When it was sent.</param>
    internal sealed record Message(long Sequence, string MessageId, string Body, int Deliveries, DateTimeOffset EnqueuedUtc);
}
