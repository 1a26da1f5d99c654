using Azure;
using Azure.Data.Tables;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.Health;

/// <summary>
/// Queries the table of events for a row that never exists, which succeeds if the table exists, is reachable and may be read.
/// </summary>
internal sealed class TablesProbe(StorageClients clients) : IHealthProbe
{
    private const string NoRow = "PartitionKey eq 'health' and RowKey eq 'health'";

    public string Name => "tables";

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => StorageFault.ProbeAsync(
        async () =>
        {
            AsyncPageable<TableEntity> found = clients.TableClient(TableNames.TradeEvents)
                .QueryAsync<TableEntity>(NoRow, maxPerPage: 1, select: [ColumnNames.PartitionKey], cancellationToken);
            await found.AnyAsync(cancellationToken);
            return ProbeResult.Works;
        },
        cancellationToken);
}
