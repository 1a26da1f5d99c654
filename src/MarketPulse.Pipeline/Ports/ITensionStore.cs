using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores article counts and the tension index computed from them.</summary>
public interface ITensionStore
{
    /// <summary>
    /// Replaces the counts of the days from <paramref name="from"/> to <paramref name="to"/>, both inclusive. Unchanged rows are not
    /// written.
    /// </summary>
    Task SaveCountsAsync(DateOnly from, DateOnly to, IReadOnlyCollection<ArticleCount> counts, CancellationToken cancellationToken);

    /// <summary>Reads all counts, by key.</summary>
    IAsyncEnumerable<ArticleCount> ReadCountsAsync(CancellationToken cancellationToken) =>
        ReadCountsAsync(DateOnly.MinValue, DateOnly.MaxValue, cancellationToken);

    /// <summary>Reads the counts of the days from <paramref name="from"/> to <paramref name="to"/>, both inclusive, by key.</summary>
    IAsyncEnumerable<ArticleCount> ReadCountsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken);

    /// <summary>Adds or replaces days of the index.</summary>
    Task SaveIndexAsync(IReadOnlyCollection<TensionDay> days, CancellationToken cancellationToken);

    /// <summary>Removes days of the index. Days that are not stored are ignored.</summary>
    Task RemoveIndexAsync(IReadOnlyCollection<TensionDay> days, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the index of one scope and value for the days from <paramref name="from"/> to <paramref name="to"/>, both inclusive, by date.
    /// </summary>
    IAsyncEnumerable<TensionDay> ReadIndexAsync(
        string scope, string value, DateOnly from, DateOnly to, CancellationToken cancellationToken);
}
