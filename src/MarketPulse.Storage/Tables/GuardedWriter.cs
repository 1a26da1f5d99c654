using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Writes rows that depend on the stored ones: it reads, decides for each row, and writes under the ETags that were read. Rows that were
/// changed by others in the meantime are read and decided again.
/// </summary>
internal static class GuardedWriter
{
    private const int MaxRounds = 20;

    /// <summary>Writes rows.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="given">The rows to write.</param>
    /// <param name="read">Reads the rows stored under the keys of the rows passed to it. It may return further rows.</param>
    /// <param name="decide">Returns the action for a row and its stored row, which may be null; null to write nothing.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>Number of rows written.</returns>
    public static async Task<int> WriteAsync(
        ITableWriter rows,
        IReadOnlyCollection<TableEntity> given,
        Func<IReadOnlyCollection<TableEntity>, Task<IReadOnlyCollection<TableEntity>>> read,
        Func<TableEntity, TableEntity?, TableTransactionAction?> decide,
        CancellationToken cancellationToken)
    {
        int written = 0;
        IReadOnlyCollection<TableEntity> pending = given;
        for (int round = 1; pending.Count > 0; round++)
        {
            Dictionary<(string, string), TableEntity> stored = (await read(pending)).ToDictionary(Key);
            List<TableTransactionAction> actions =
            [
                .. pending.Select(row => decide(row, stored.GetValueOrDefault(Key(row)))).OfType<TableTransactionAction>(),
            ];
            IReadOnlyCollection<TableTransactionAction> undone = await rows.TryWriteAsync(actions, cancellationToken);
            written += actions.Count - undone.Count;
            pending = [.. undone.Select(action => (TableEntity)action.Entity)];
            if (pending.Count > 0 && round == MaxRounds)
            {
                TableEntity first = pending.First();
                throw new IOException(
                    $"Row '{first.PartitionKey}' / '{first.RowKey}' of table {rows.Name} was changed by others during "
                    + $"{MaxRounds} attempts to write it; try again later.");
            }
        }

        return written;
    }

    /// <summary>The action that replaces the stored row under its ETag, or adds the row when none is stored.</summary>
    public static TableTransactionAction Put(TableEntity row, TableEntity? stored) => stored is null
        ? new TableTransactionAction(TableTransactionActionType.Add, row)
        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, stored.ETag);

    private static (string, string) Key(TableEntity entity) => (entity.PartitionKey, entity.RowKey);
}
