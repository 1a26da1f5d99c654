using System.Collections.Concurrent;

namespace MarketPulse.Storage.Queues;

/// <summary>
/// Wakes the reader of a queue when this process sends to it, so that work that is made and done in one process does not wait for the next look into an
/// empty queue. What other processes send is found by looking.
/// </summary>
internal sealed class LocalSends
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _next = new(StringComparer.Ordinal);

    /// <summary>Completes at the next send to the queue. Taken before a look into the queue, it misses no send that the look did.</summary>
    public Task Next(string queue) => _next.GetOrAdd(queue, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Tells that messages were sent to the queue.</summary>
    public void Sent(string queue)
    {
        if (_next.TryRemove(queue, out TaskCompletionSource? waiting))
        {
            waiting.TrySetResult();
        }
    }
}
