using Azure;
using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>Replaces a range of a table by other rows, writing only what differs.</summary>
internal static class TableReplacement
{
    /// <summary>Replaces a range.</summary>
    /// <param name="table">The table.</param>
    /// <param name="filter">Selects the range.</param>
    /// <param name="rows">The complete new content of the range.</param>
    /// <param name="cancellationToken">Stops between requests. Repeating the call completes the replacement.</param>
    /// <returns>Number of rows written or removed.</returns>
    public static async Task<int> ReplaceAsync(
        TableRows table, string filter, IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        IReadOnlyList<TableTransactionAction> actions = await FindAsync(table, filter, rows, cancellationToken);
        await table.WriteAsync(actions, cancellationToken);
        return actions.Count;
    }

    /// <summary>Finds the writes that replace a range, without writing. The entity of a deletion is the stored row.</summary>
    /// <param name="table">The table.</param>
    /// <param name="filter">Selects the range.</param>
    /// <param name="rows">The complete new content of the range.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public static async Task<IReadOnlyList<TableTransactionAction>> FindAsync(
        TableRows table, string filter, IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
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
        return actions;
    }
}
