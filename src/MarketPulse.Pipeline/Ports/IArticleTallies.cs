using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Reads articles in the form in which the tension index counts them.</summary>
public interface IArticleTallies
{
    /// <summary>Finds the latest time before <paramref name="end"/> of a classified article published on a UTC day; null if none.</summary>
    Task<DateTimeOffset?> FindLastPublishedAsync(DateOnly day, DateTimeOffset end, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the classified articles of the days from <paramref name="from"/> to <paramref name="to"/>, both inclusive. If
    /// <paramref name="seenBy"/> is given, only articles first seen by then are included.
    /// </summary>
    IAsyncEnumerable<ArticleTally> ReadTalliesAsync(
        DateOnly from, DateOnly to, DateTimeOffset? seenBy, CancellationToken cancellationToken);
}
