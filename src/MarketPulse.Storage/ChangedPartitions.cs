using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage;

/// <summary>Divides a query for what was written since a time into queries of the partitions that have changed since.</summary>
internal static class ChangedPartitions
{
    // Sorts after every key that continues a mark.
    private const string End = "}";

    /// <summary>The queries, in the order of the stored keys; the query itself if it is not for what was written since a time.</summary>
    /// <param name="marks">Knows which partitions have changed.</param>
    /// <param name="table">Table of the rows.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public static async Task<IReadOnlyList<RowQuery>> DivideAsync(
        IChangeMarks marks, string table, RowQuery query, CancellationToken cancellationToken)
    {
        if (!ChangeMark.Tables.Contains(table, StringComparer.Ordinal) || Since(query) is not { } since)
        {
            return [query];
        }

        return
        [
            .. (await marks.ReadAsync(table, since, cancellationToken))
                .Select(mark => Part(query, mark, ChangeMark.IsShared(table) ? mark + End : mark))
                .Where(part => string.CompareOrdinal(part.FirstPartition, part.LastPartition) <= 0)
                .OrderBy(part => TableKey.Encode(part.FirstPartition!), StringComparer.Ordinal),
        ];
    }

    private static RowQuery Part(RowQuery query, string first, string last)
    {
        string start = query.FirstPartition ?? "";
        return query with
        {
            FirstPartition = string.CompareOrdinal(start, first) > 0 ? start : first,
            LastPartition = query.FirstPartition is not null && string.CompareOrdinal(query.LastPartition ?? start, last) < 0
                ? query.LastPartition ?? start
                : last,
        };
    }

    /// <summary>The latest time at or after which every row of the answer was written; null when there is none.</summary>
    private static DateTimeOffset? Since(RowQuery query) => query.Conditions
        .Where(condition => condition.Column.Name == ColumnNames.ModifiedUtc
            && condition.Comparison is Comparison.AtLeast or Comparison.Above or Comparison.Equal)
        .Select(condition => condition.Value)
        .OfType<DateTimeOffset>()
        .Cast<DateTimeOffset?>()
        .Max();
}
