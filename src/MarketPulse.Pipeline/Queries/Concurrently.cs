namespace MarketPulse.Pipeline.Queries;

/// <summary>Runs independent requests concurrently, so that the latency of a remote store does not add up.</summary>
internal static class Concurrently
{
    /// <summary>Maximum number of concurrent requests.</summary>
    private const int Degree = 8;

    /// <summary>Runs <paramref name="action"/> on each of <paramref name="items"/>, in any order.</summary>
    public static Task ForEachAsync<T>(
        IEnumerable<T> items, Func<T, CancellationToken, ValueTask> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = Degree, CancellationToken = cancellationToken }, action);

    /// <summary>Returns the result of <paramref name="read"/> for each of <paramref name="items"/>, in their order.</summary>
    public static async Task<TResult[]> ReadAsync<T, TResult>(
        IReadOnlyList<T> items, Func<T, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        await ForEachAsync(
            Enumerable.Range(0, items.Count), async (index, token) => results[index] = await read(items[index], token), cancellationToken);
        return results;
    }
}
