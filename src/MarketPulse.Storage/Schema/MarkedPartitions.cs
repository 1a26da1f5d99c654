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

    private const int PartitionsPerReport = 100;

    public static Task MarkAsync(StorageClients clients, Action<long> report, CancellationToken cancellationToken)
    {
        long marked = 0;
        return clients.ForEachAsync(ChangeMark.Tables, (table, token) => MarkAsync(clients, table, Count, token), cancellationToken);

        void Count()
        {
            if (Interlocked.Increment(ref marked) is var sofar && sofar % PartitionsPerReport == 0)
            {
                report(sofar);
            }
        }
    }

    private static async Task MarkAsync(StorageClients clients, string table, Action count, CancellationToken cancellationToken)
    {
        TableRows rows = clients.Table(table);
        string filter = "";
        while (await rows.FirstAsync(filter, cancellationToken) is { } first)
        {
            string partition = TableKey.Decode(first.PartitionKey);
            await clients.ChangeMarks.MarkAsync(table, partition, DateTimeOffset.MinValue, cancellationToken);
            count();
            filter = TableFilter.PartitionsAfter(
                ChangeMark.IsShared(table) ? ChangeMark.Of(table, partition) + End : partition);
        }
    }
}
