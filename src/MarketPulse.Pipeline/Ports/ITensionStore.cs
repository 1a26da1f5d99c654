using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Counts of articles and the tension index made of them.</summary>
public interface ITensionStore
{
    /// <summary>Replaces the counts of the days from <paramref name="from"/> to <paramref name="to"/>, both inclusive; rows that say the same are left alone.</summary>
    Task SaveCountsAsync(DateOnly from, DateOnly to, IReadOnlyCollection<ArticleCount> counts, CancellationToken cancellationToken);

    /// <summary>Every count, by key.</summary>
    IAsyncEnumerable<ArticleCount> ReadCountsAsync(CancellationToken cancellationToken);

    /// <summary>Writes days of the index.</summary>
    Task SaveIndexAsync(IReadOnlyCollection<TensionDay> days, CancellationToken cancellationToken);

    /// <summary>The index of one scope and value from one day to another, both inclusive, by date.</summary>
    IAsyncEnumerable<TensionDay> ReadIndexAsync(string scope, string value, DateOnly from, DateOnly to, CancellationToken cancellationToken);
}
