using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Storage.InMemory;

/// <summary>
/// One queue as a broker keeps it: it drops a message whose id it has seen within the window, even when the first copy is long consumed; it locks what it
/// hands out, counts deliveries, and keeps dead letters.
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

    /// <returns>False when the id was seen within the window: the message is dropped.</returns>
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

    /// <summary>Takes the next message that is due and locks it; null when there is none.</summary>
    /// <param name="lockDuration">After this the message is delivered again; infinite for a handler in this process, which cannot vanish alone.</param>
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

    /// <summary>Completes when a message may be due that was not before.</summary>
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
            return delay <= TimeSpan.Zero ? Task.CompletedTask : Task.WhenAny(arrival, Task.Delay(delay, clock, cancellationToken)).Unwrap();
        }
    }

    /// <returns>False when the lock was lost: the message is, or will be, another's.</returns>
    public bool Complete(Message message)
    {
        lock (_gate)
        {
            return Unlock(message);
        }
    }

    /// <summary>Gives a message back, to be delivered again after <paramref name="delay"/>.</summary>
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

    /// <summary>Makes a message a dead letter.</summary>
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

    /// <summary>Keeps a dead letter that a receiver made itself.</summary>
    public void AddDead(DeadLetter letter)
    {
        lock (_gate)
        {
            long sequence = ++_sequence;
            string id = sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _dead.Add(sequence, (new Message(sequence, letter.Id, letter.Body, letter.Deliveries, clock.GetUtcNow()), letter with { Id = id }));
        }
    }

    public DeadLetter[] DeadLetters()
    {
        lock (_gate)
        {
            return [.. _dead.Values.Select(dead => dead.Letter)];
        }
    }

    /// <summary>Removes dead letters and returns what they were.</summary>
    public IReadOnlyList<Message> RemoveDead(IReadOnlyCollection<string>? ids)
    {
        lock (_gate)
        {
            (Message Message, DeadLetter Letter)[] removed = [.. _dead.Values.Where(dead => ids is null || ids.Contains(dead.Letter.Id))];
            foreach ((Message message, _) in removed)
            {
                _dead.Remove(message.Sequence);
            }

            return [.. removed.Select(dead => dead.Message)];
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
    internal sealed record Message(long Sequence, string MessageId, string Body, int Deliveries, DateTimeOffset EnqueuedUtc);
}
