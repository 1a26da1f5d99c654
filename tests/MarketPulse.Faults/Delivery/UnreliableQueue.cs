using System.Globalization;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Faults.Delivery;

/// <summary>A queue that delivers every message one to five times, in no order.</summary>
internal sealed class UnreliableQueue(int seed, int mostCopies = 5) : IWorkQueue
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly List<(string Queue, string Body)> _waiting = [];
    private int _underWay;

    /// <summary>Deliveries so far.</summary>
    public int Deliveries { get; private set; }

    /// <summary>Messages sent.</summary>
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
        }

        return Task.CompletedTask;
    }

    /// <summary>Has workers handle everything, what they send meanwhile included; what fails is delivered again.</summary>
    /// <returns>One sentence per message that could never be handled.</returns>
    public async Task<IReadOnlyList<string>> DrainAsync(int workers, Func<string, string, Task> handle)
    {
        var lost = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            while (TryTake(out (string Queue, string Body) message) is { } taken)
            {
                if (!taken)
                {
                    await Task.Yield();
                    continue;
                }

                try
                {
                    await handle(message.Queue, message.Body);
                }
                catch (PermanentFaultException e)
                {
                    if (e.Reason != "superseded_event")
                    {
                        lost.Add(string.Create(CultureInfo.InvariantCulture, $"{message.Queue}: {e.Reason}: {e.Message}"));
                    }
                }
                catch (StaleRunException)
                {
                    Return(message);
                }
                finally
                {
                    Done();
                }
            }
        })));
        return [.. lost];
    }

    // True: taken. False: others may still send. Null: all is done.
    private bool? TryTake(out (string Queue, string Body) message)
    {
        lock (_gate)
        {
            message = default;
            if (_waiting.Count == 0)
            {
                return _underWay > 0 ? false : null;
            }

            int index = _random.Next(_waiting.Count);
            message = _waiting[index];
            _waiting[index] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
            _underWay++;
            Deliveries++;
            return true;
        }
    }

    private void Return((string Queue, string Body) message)
    {
        lock (_gate)
        {
            _waiting.Add(message);
        }
    }

    private void Done()
    {
        lock (_gate)
        {
            _underWay--;
        }
    }
}
