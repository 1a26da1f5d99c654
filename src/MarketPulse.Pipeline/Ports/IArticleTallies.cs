using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Articles as the tension index counts them.</summary>
public interface IArticleTallies
{
    /// <summary>The UTC days of which an article was stored or classified at or after <paramref name="since"/>, ascending.</summary>
    Task<IReadOnlyList<DateOnly>> FindDaysChangedAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>
    /// Every classified article of the days from <paramref name="from"/> to <paramref name="to"/>, both inclusive; with <paramref name="seenBy"/> those first seen by then.
    /// </summary>
    IAsyncEnumerable<ArticleTally> ReadTalliesAsync(DateOnly from, DateOnly to, DateTimeOffset? seenBy, CancellationToken cancellationToken);
}
