using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Stores the cursors of feeds in <c>cursors</c>.</summary>
internal sealed class TableCursorStore(StorageClients clients, TimeProvider clock) : ICursorStore
{
    private static readonly EntityMapper<FeedCursor> Mapper = EntityMapper<FeedCursor>.Instance;

    private readonly TableRows _cursors = clients.Table(TableNames.Cursors);

    public async Task<FeedCursor?> FindAsync(string feedKind, string feedId, CancellationToken cancellationToken) =>
        await _cursors.FindAsync(feedKind, feedId, select: null, cancellationToken) is { } row ? Mapper.FromEntity(row) : null;

    public Task SaveAsync(FeedCursor cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        TableEntity row = Mapper.ToEntity(cursor, clock.GetUtcNow());
        return _cursors.WriteAsync([new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)], cancellationToken);
    }

    public async IAsyncEnumerable<FeedCursor> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _cursors.QueryAsync("", select: null, cancellationToken))
        {
            yield return Mapper.FromEntity(row);
        }
    }
}
