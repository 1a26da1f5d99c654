using Azure.Data.Tables;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.Schema;

/// <summary>
/// Marks every partition of the tables whose changes are marked since version 4 as changed, so that readers of changes find what was
/// stored before. It costs one request for each partition.
/// </summary>
internal static class MarkedPartitions
{
    // Sorts after every key that continues a mark.
    private const string End = "}";

    public static Task MarkAsync(StorageClients clients, CancellationToken cancellationToken) =>
        clients.ForEachAsync(ChangeMark.Tables, (table, token) => MarkAsync(clients, table, token), cancellationToken);

    private static async Task MarkAsync(StorageClients clients, string table, CancellationToken cancellationToken)
    {
        TableRows rows = clients.Table(table);
        string filter = "";
        while (await rows.FirstAsync(filter, cancellationToken) is { } first)
        {
            string partition = TableKey.Decode(first.PartitionKey);
            await clients.ChangeMarks.MarkAsync(table, partition, DateTimeOffset.MinValue, cancellationToken);
            filter = TableFilter.PartitionsAfter(
                ChangeMark.IsShared(table) ? ChangeMark.Of(table, partition) + End : partition);
        }
    }
}
