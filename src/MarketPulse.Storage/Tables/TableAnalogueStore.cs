using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Analogues;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Stores analogues in <c>analogues</c>, by event and rank.</summary>
internal sealed class TableAnalogueStore(StorageClients clients, TimeProvider clock) : IAnalogueStore
{
    private static readonly EntityMapper<Analogue> Mapper = EntityMapper<Analogue>.Instance;

    private readonly TableRows _rows = clients.Table(TableNames.Analogues);

    public IAsyncEnumerable<Analogue> ReadAsync(string eventId, CancellationToken cancellationToken) =>
        _rows.QueryAsync(TableFilter.Partition(eventId), select: null, cancellationToken).Select(Mapper.FromEntity);

    public async Task SaveAsync(string eventId, IReadOnlyList<Analogue> analogues, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(analogues);
        DateTimeOffset now = clock.GetUtcNow();
        List<TableEntity> rows = [.. analogues.Select(analogue => Mapper.ToEntity(analogue, now))];
        HashSet<string> ranks = [.. rows.Select(row => row.RowKey)];
        List<TableTransactionAction> actions =
        [
            .. rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
        ];
        string[] keys = [ColumnNames.PartitionKey, ColumnNames.RowKey];
        await foreach (TableEntity stored in _rows.QueryAsync(TableFilter.Partition(eventId), keys, cancellationToken))
        {
            if (!ranks.Contains(stored.RowKey))
            {
                actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, stored, ETag.All));
            }
        }

        await _rows.WriteAsync(actions, cancellationToken);
    }
}
