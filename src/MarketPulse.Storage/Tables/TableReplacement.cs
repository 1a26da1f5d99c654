using Azure;
using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>Makes some rows all that a stretch of a table holds, touching only what differs.</summary>
internal static class TableReplacement
{
    /// <param name="table">The table.</param>
    /// <param name="filter">The stretch.</param>
    /// <param name="rows">The rows that it shall hold.</param>
    /// <param name="cancellationToken">Stops between requests; a repeat goes on.</param>
    /// <returns>Number of rows written or removed.</returns>
    public static async Task<int> ReplaceAsync(TableRows table, string filter, IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        Dictionary<(string, string), TableEntity> wanted = rows.ToDictionary(row => (row.PartitionKey, row.RowKey));
        var actions = new List<TableTransactionAction>();
        await foreach (TableEntity stored in table.QueryAsync(filter, select: null, cancellationToken))
        {
            if (!wanted.TryGetValue((stored.PartitionKey, stored.RowKey), out TableEntity? row))
            {
                actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, stored, ETag.All));
            }
            else if (RowContent.Same(stored, row))
            {
                wanted.Remove((stored.PartitionKey, stored.RowKey));
            }
        }

        actions.AddRange(wanted.Values.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)));
        await table.WriteAsync(actions, cancellationToken);
        return actions.Count;
    }
}
