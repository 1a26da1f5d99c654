namespace MarketPulse.Storage.Tables;

/// <summary>
/// Shares reads among concurrent callers. A caller gets the result of a read that began after it asked, so that it is never older than what
/// a read of its own would have returned; callers that ask during a read share the next one.
/// </summary>
/// <typeparam name="TKey">What is read.</typeparam>
/// <typeparam name="TValue">The result; shared, so it must not be changed.</typeparam>
internal sealed class GatheredReads<TKey, TValue>(Func<TKey, CancellationToken, Task<TValue>> read)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Reads> _pending = [];

    /// <summary>Reads. Cancelling stops the waiting only, because others may wait for the same read.</summary>
    public Task<TValue> ReadAsync(TKey key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_pending.TryGetValue(key, out Reads? reads))
            {
                return (reads.Next ??= NewCompletion()).Task.WaitAsync(cancellationToken);
            }

            TaskCompletionSource<TValue> first = NewCompletion();
            _pending.Add(key, new Reads());
            _ = Task.Run(() => ReadUntilNoneWaitsAsync(key, first), CancellationToken.None);
            return first.Task.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource<TValue> NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadUntilNoneWaitsAsync(TKey key, TaskCompletionSource<TValue> first)
    {
        for (TaskCompletionSource<TValue>? current = first; current is not null; current = Next(key))
        {
            try
            {
                current.SetResult(await read(key, CancellationToken.None));
            }
#pragma warning disable CA1031 // Every caller gets the exception.
            catch (Exception e)
#pragma warning restore CA1031
            {
                current.SetException(e);
            }
        }
    }

    private TaskCompletionSource<TValue>? Next(TKey key)
    {
        lock (_gate)
        {
            Reads reads = _pending[key];
            TaskCompletionSource<TValue>? next = reads.Next;
            reads.Next = null;
            if (next is null)
            {
                _pending.Remove(key);
            }

            return next;
        }
    }

    private sealed class Reads
    {
        public TaskCompletionSource<TValue>? Next { get; set; }
    }
}
