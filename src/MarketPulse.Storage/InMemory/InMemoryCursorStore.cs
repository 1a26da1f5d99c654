using System.Collections.Concurrent;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores cursors in memory.</summary>
internal sealed class InMemoryCursorStore(TimeProvider clock) : ICursorStore
{
    private readonly ConcurrentDictionary<(string Kind, string Id), FeedCursor> _cursors = new();

    public Task<FeedCursor?> FindAsync(string feedKind, string feedId, CancellationToken cancellationToken) =>
        Task.FromResult(_cursors.GetValueOrDefault((feedKind, feedId)));

    public Task SaveAsync(FeedCursor cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        _cursors[(cursor.FeedKind, cursor.FeedId)] = cursor with { ModifiedUtc = clock.GetUtcNow() };
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<FeedCursor> ReadAllAsync(CancellationToken cancellationToken) => _cursors.Values
        .OrderBy(cursor => cursor.FeedKind, StringComparer.Ordinal)
        .ThenBy(cursor => cursor.FeedId, StringComparer.Ordinal)
        .ToAsyncEnumerable();
}
