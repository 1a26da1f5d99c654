using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Reads rows of any type from its table, by key ranges and conditions that the service evaluates. Of a marked table, only the partitions
/// are read that have changed since the time of writing that the query asks for.
/// </summary>
internal sealed class TableRowReader(StorageClients clients, IChangeMarks marks) : IRowReader
{
    private const char Separator = '\n';

    public async IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : TableRow
    {
        ArgumentNullException.ThrowIfNull(query);
        string table = query.Table ?? EntityMapper<T>.Instance.Table;
        IReadOnlyList<RowQuery> parts = await ChangedPartitions.DivideAsync(marks, table, query, cancellationToken);
        foreach (RowQuery part in parts.Where(part => parts.Count == 1 || !IsBefore(part, query.After)))
        {
            IAsyncEnumerable<StoredRow<T>> rows = PackedTable.Of<T>(part) is { } packed
                ? ReadPackedAsync<T>(packed, part, cancellationToken)
                : ReadPlainAsync<T>(table, part, cancellationToken);
            await foreach (StoredRow<T> row in rows)
            {
                yield return row;
            }
        }
    }

    /// <summary>Whether all partitions of a query come before a position.</summary>
    private static bool IsBefore(RowQuery query, string? position) =>
        position is not null && string.CompareOrdinal(TableKey.Encode(query.LastPartition!), position.Split(Separator, 2)[0]) < 0;

    private async IAsyncEnumerable<StoredRow<T>> ReadPlainAsync<T>(
        string table, RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : TableRow
    {
        EntityMapper<T> mapper = EntityMapper<T>.Instance;
        string? position = query.After?.Split(Separator, 2) is [var partition, var key] ? TableFilter.After(partition, key) : null;
        string[]? select = query.Columns is { } columns
            ? [ColumnNames.PartitionKey, ColumnNames.RowKey, .. columns.Select(column => column.Name)]
            : null;
        await foreach (TableEntity row in clients.Table(table).QueryAheadAsync(Filter(query, position), select, cancellationToken))
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
        await foreach (TableEntity owner in clients.Table(packed.Name).QueryAheadAsync(
            Filter(owners, position), select: null, cancellationToken))
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
