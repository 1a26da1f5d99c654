using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores each feed's <see cref="FeedCursor"/>.</summary>
public interface ICursorStore
{
    /// <summary>Finds a feed's cursor; null before its first poll.</summary>
    Task<FeedCursor?> FindAsync(string feedKind, string feedId, CancellationToken cancellationToken);

    /// <summary>Adds or replaces a cursor.</summary>
    Task SaveAsync(FeedCursor cursor, CancellationToken cancellationToken);

    /// <summary>Reads all cursors.</summary>
    IAsyncEnumerable<FeedCursor> ReadAllAsync(CancellationToken cancellationToken);
}
