using System.Collections.Concurrent;

namespace MarketPulse.Storage.Queues;

/// <summary>
/// Wakes the reader of a queue when this process sends to it, so that a message sent and handled by the same process does not wait for the
/// next poll of an empty queue. Messages of other processes are found by polling.
/// </summary>
internal sealed class LocalSends
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _next = new(StringComparer.Ordinal);

    /// <summary>Completes at the next send to the queue. If it is called before a poll, no send is missed by both.</summary>
    public Task Next(string queue) =>
        _next.GetOrAdd(queue, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Signals that messages were sent to the queue.</summary>
    public void Sent(string queue)
    {
        if (_next.TryRemove(queue, out TaskCompletionSource? waiting))
        {
            waiting.TrySetResult();
        }
    }
}
