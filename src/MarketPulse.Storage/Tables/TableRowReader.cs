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
        if (PackedTable.Of<T>(query) is { } packed)
        {
            await foreach (StoredRow<T> row in ReadPackedAsync<T>(packed, query, cancellationToken))
            {
                yield return row;
            }

            yield break;
        }

        EntityMapper<T> mapper = EntityMapper<T>.Instance;
        TableRows table = clients.Table(query.Table ?? mapper.Table);
        string? position = query.After?.Split(Separator, 2) is [var partition, var key] ? TableFilter.After(partition, key) : null;
        await foreach (TableEntity row in table.QueryAheadAsync(Filter(query, position), cancellationToken))
        {
            yield return new StoredRow<T>($"{row.PartitionKey}{Separator}{row.RowKey}", mapper.FromEntity(row));
        }
    }

    /// <summary>
    /// Reads rows of which a stored row contains several. The position of each is the key of the stored row, a bar and what tells it from
    /// the others.
    /// </summary>
    private async IAsyncEnumerable<StoredRow<T>> ReadPackedAsync<T>(
        PackedTable packed, RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : TableRow
    {
        RowQuery owners = query with { Conditions = [.. query.Conditions.Where(packed.CanFilter)] };

        // The stored row that contains the last row is read again.
        string? position = query.After?.Split(Separator, 2) is [var partition, var key]
            ? TableFilter.From(partition, key[..key.LastIndexOf('|')])
            : null;
        await foreach (TableEntity owner in clients.Table(packed.Name).QueryAheadAsync(Filter(owners, position), cancellationToken))
        {
            IEnumerable<StoredRow<T>> rows = packed.Unpack(owner)
                .Where(row => query.Conditions.All(condition => condition.Matches(row)))
                .Select(row => new StoredRow<T>($"{owner.PartitionKey}{Separator}{owner.RowKey}|{packed.LastKey(row)}", (T)row))
                .Where(row => query.After is null || string.CompareOrdinal(row.Position, query.After) > 0)
                .OrderBy(row => row.Position, StringComparer.Ordinal);
            foreach (StoredRow<T> row in rows)
            {
                yield return row;
            }
        }
    }

    private static string Filter(RowQuery query, string? position) => TableFilter.And(
        [
            query.FirstPartition is { } first ? TableFilter.Partitions(first, query.LastPartition ?? first) : null,
            query.FirstRow is { } row ? TableFilter.Rows(row, query.EndRow ?? row) : null,
            position,
            .. query.Conditions.Select(TableFilter.Condition),
        ]);
}
