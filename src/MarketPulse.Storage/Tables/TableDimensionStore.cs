using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Pipeline;

namespace MarketPulse.Storage.Tables;

/// <summary>Dimension tables for dashboards: <c>instruments</c>.</summary>
internal sealed class TableDimensionStore(StorageClients clients, TimeProvider clock) : IDimensionStore
{
    private static readonly EntityMapper<Instrument> Mapper = EntityMapper<Instrument>.Instance;

    private readonly TableRows _instruments = clients.Table(TableNames.Instruments);

    public async Task SaveInstrumentsAsync(IReadOnlyCollection<Instrument> instruments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        DateTimeOffset now = clock.GetUtcNow();
        Dictionary<string, TableEntity> wanted = instruments.Select(instrument => Mapper.ToEntity(instrument, now)).ToDictionary(row => row.RowKey);
        var actions = new List<TableTransactionAction>();
        await foreach (TableEntity stored in _instruments.QueryAsync("", select: null, cancellationToken))
        {
            if (!wanted.TryGetValue(stored.RowKey, out TableEntity? row))
            {
                actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, stored, ETag.All));
            }
            else if (RowContent.Same(stored, row))
            {
                wanted.Remove(stored.RowKey);
            }
        }

        actions.AddRange(wanted.Values.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)));
        await _instruments.WriteAsync(actions, cancellationToken);
    }

    public async IAsyncEnumerable<Instrument> ReadInstrumentsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _instruments.QueryAsync("", select: null, cancellationToken))
        {
            yield return Mapper.FromEntity(row);
        }
    }
}
