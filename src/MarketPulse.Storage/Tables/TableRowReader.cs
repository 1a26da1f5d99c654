using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
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
        if (typeof(T) == typeof(AbnormalReturn))
        {
            await foreach (StoredRow<AbnormalReturn> day in ReadPathsAsync(query, cancellationToken))
            {
                yield return new StoredRow<T>(day.Position, (T)(TableRow)day.Row);
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

    /// <summary>Reads the days of paths, each of which is one packed row. A day's position is the key that its own row would have.</summary>
    private async IAsyncEnumerable<StoredRow<AbnormalReturn>> ReadPathsAsync(
        RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] after = query.After?.Split(Separator, 2) ?? [];
        RowQuery paths = query with
        {
            Conditions = [.. query.Conditions.Where(condition => PackedPaths.CommonColumns.Contains(condition.Column.Name))],
        };

        // The path that contains the last day is read again.
        string? position = after.Length == 2 ? TableFilter.From(after[0], after[1][..after[1].LastIndexOf('|')]) : null;
        TableRows table = clients.Table(TableNames.AbnormalReturns);
        await foreach (TableEntity row in table.QueryAheadAsync(Filter(paths, position), cancellationToken))
        {
            IEnumerable<StoredRow<AbnormalReturn>> days = PackedPaths.FromEntity(row)
                .Where(day => query.Conditions.All(condition => condition.Matches(day)))
                .Select(day => new StoredRow<AbnormalReturn>($"{row.PartitionKey}{Separator}{TableKey.Encode(day.RowKey)}", day))
                .Where(day => query.After is null || string.CompareOrdinal(day.Position, query.After) > 0)
                .OrderBy(day => day.Position, StringComparer.Ordinal);
            foreach (StoredRow<AbnormalReturn> day in days)
            {
                yield return day;
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
