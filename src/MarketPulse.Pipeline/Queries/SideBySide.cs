namespace MarketPulse.Pipeline.Queries;

/// <summary>Reads of many things at a time, so that a store far away is not waited for once for each.</summary>
internal static class SideBySide
{
    private const int AtOnce = 8;

    /// <summary>What <paramref name="read"/> gives for each of <paramref name="items"/>, in their order.</summary>
    public static async Task<TResult[]> ReadAsync<T, TResult>(
        IReadOnlyList<T> items, Func<T, CancellationToken, ValueTask<TResult>> read, CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, items.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) => results[index] = await read(items[index], token));
        return results;
    }
}
