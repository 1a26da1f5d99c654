using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Reads rows of any type from its table, by key ranges and conditions that the service evaluates.</summary>
internal sealed class TableRowReader(StorageClients clients) : IRowReader
{
    private const char Separator = '\n';

    public async IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : TableRow
    {
        ArgumentNullException.ThrowIfNull(query);
        EntityMapper<T> mapper = EntityMapper<T>.Instance;
        TableRows table = clients.Table(query.Table ?? mapper.Table);
        await foreach (TableEntity row in table.QueryAheadAsync(Filter(query), cancellationToken))
        {
            yield return new StoredRow<T>($"{row.PartitionKey}{Separator}{row.RowKey}", mapper.FromEntity(row));
        }
    }

    private static string Filter(RowQuery query)
    {
        string[] after = query.After?.Split(Separator, 2) ?? [];
        return TableFilter.And(
        [
            query.FirstPartition is { } first ? TableFilter.Partitions(first, query.LastPartition ?? first) : null,
            query.FirstRow is { } row ? TableFilter.Rows(row, query.EndRow ?? row) : null,
            after.Length == 2 ? TableFilter.After(after[0], after[1]) : null,
            .. query.Conditions.Select(TableFilter.Condition),
        ]);
    }
}
