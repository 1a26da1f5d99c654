using System.Globalization;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Faults.Delivery;

/// <summary>A queue that delivers every message several times, in random order.</summary>
/// <param name="seed">Seed of the order and of the number of copies.</param>
/// <param name="mostCopies">Most deliveries of a message.</param>
internal sealed class UnreliableQueue(int seed, int mostCopies = 5) : IWorkQueue
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly List<(string Queue, string Body)> _waiting = [];
    private int _underWay;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Deliveries so far.</summary>
    public int Deliveries { get; private set; }

    /// <summary>Messages sent so far.</summary>
    public int Sent { get; private set; }

    public Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (OutgoingMessage message in messages)
            {
                Sent++;
                for (int copies = 1 + _random.Next(mostCopies); copies > 0; copies--)
                {
                    _waiting.Add((queue, message.Body.ToJson()));
                }
            }

            SignalChange();
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Has workers handle all messages, including those sent while handling them. Messages of stale runs are delivered again.
    /// </summary>
    /// <returns>One sentence for each message that cannot be handled.</returns>
    public async Task<IReadOnlyList<string>> DrainAsync(int workers, Func<string, string, Task> handle)
    {
        var lost = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            while (await TakeAsync() is (var name, var body))
            {
                try
                {
                    await handle(name, body);
                }
                catch (PermanentFaultException e)
                {
                    lost.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {e.Reason}: {e.Message}"));
                }
                catch (StaleRunException)
                {
                    Return((name, body));
                }
                finally
                {
                    Done();
                }
            }
        })));
        return [.. lost];
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes a message, and waits for one while other workers may still send some. Returns null when all are done.</summary>
    private async Task<(string Queue, string Body)?> TakeAsync()
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    return Take();
                }

                if (_underWay == 0)
                {
                    return null;
                }

                changed = _changed.Task;
            }

            await changed;
        }
    }

    private (string Queue, string Body) Take()
    {
        int index = _random.Next(_waiting.Count);
        (string Queue, string Body) message = _waiting[index];
        _waiting[index] = _waiting[^1];
        _waiting.RemoveAt(_waiting.Count - 1);
        _underWay++;
        Deliveries++;
        return message;
    }

    private void Return((string Queue, string Body) message)
    {
        lock (_gate)
        {
            _waiting.Add(message);
            SignalChange();
        }
    }

    private void Done()
    {
        lock (_gate)
        {
            _underWay--;
            SignalChange();
        }
    }

    private void SignalChange()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }
}
