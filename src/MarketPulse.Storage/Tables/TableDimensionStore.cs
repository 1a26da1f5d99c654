using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Stores dimension tables for dashboards: <c>instruments</c>, and others that are written as a whole.</summary>
internal sealed class TableDimensionStore(StorageClients clients, TimeProvider clock) : IDimensionStore, IDimensionWriter
{
    private readonly TableRows _instruments = clients.Table(TableNames.Instruments);

    public Task SaveInstrumentsAsync(IReadOnlyCollection<Instrument> instruments, CancellationToken cancellationToken) =>
        ReplaceAsync(instruments, cancellationToken);

    public async IAsyncEnumerable<Instrument> ReadInstrumentsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _instruments.QueryAsync("", select: null, cancellationToken))
        {
            yield return EntityMapper<Instrument>.Instance.FromEntity(row);
        }
    }

    public async Task ReplaceAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
        where T : TableRow
    {
        ArgumentNullException.ThrowIfNull(rows);
        EntityMapper<T> mapper = EntityMapper<T>.Instance;
        TableRows table = clients.Table(mapper.Table);
        DateTimeOffset now = clock.GetUtcNow();
        await TableReplacement.ReplaceAsync(table, "", rows.Select(row => mapper.ToEntity(row, now)), cancellationToken);
    }
}
