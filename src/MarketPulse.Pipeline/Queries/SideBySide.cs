namespace MarketPulse.Pipeline.Queries;

/// <summary>Sends several requests at once, so that a remote store is not waited for once per request.</summary>
public static class SideBySide
{
    /// <summary>Number of requests sent at once.</summary>
    public const int Degree = 8;

    /// <summary>Reads something for each of the items. The results are in the order of the items.</summary>
    public static async Task<TResult[]> ReadAsync<T, TResult>(
        IReadOnlyList<T> items, Func<T, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var results = new TResult[items.Count];
        await ForEachAsync(
            Enumerable.Range(0, items.Count),
            async (index, token) => results[index] = await read(items[index], token),
            cancellationToken);
        return results;
    }

    /// <summary>Does something for each of the items.</summary>
    public static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        ForEachAsync(items, Degree, action, cancellationToken);

    /// <summary>Does something for each of the items, <paramref name="degree"/> of them at once.</summary>
    public static Task ForEachAsync<T>(
        IEnumerable<T> items, int degree, Func<T, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = degree, CancellationToken = cancellationToken },
            async (item, token) => await action(item, token));
}
