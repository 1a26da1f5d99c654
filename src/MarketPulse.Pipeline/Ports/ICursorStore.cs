using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Where each feed was left.</summary>
public interface ICursorStore
{
    /// <summary>The feed's cursor; null before its first poll.</summary>
    Task<FeedCursor?> FindAsync(string feedKind, string feedId, CancellationToken cancellationToken);

    /// <summary>Writes the cursor.</summary>
    Task SaveAsync(FeedCursor cursor, CancellationToken cancellationToken);

    /// <summary>Every cursor.</summary>
    IAsyncEnumerable<FeedCursor> ReadAllAsync(CancellationToken cancellationToken);
}
