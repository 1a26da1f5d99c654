using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Writes rows that depend on what is stored: reads, decides per row, writes under the ETags read, and where another was faster reads and decides again.
/// </summary>
internal static class GuardedWriter
{
    private const int MaxRounds = 20;

    /// <param name="rows">The table.</param>
    /// <param name="given">The rows to write.</param>
    /// <param name="read">Reads what is stored under the keys of the rows given to it; rows under other keys do no harm.</param>
    /// <param name="decide">The action for a row given, next to the row stored or null; null to leave it.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>Number of rows written.</returns>
    public static async Task<int> WriteAsync(
        TableRows rows,
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
                    $"Row '{first.PartitionKey}' / '{first.RowKey}' of table {rows.Name} changed under {MaxRounds} attempts to write it; try again later.");
            }
        }

        return written;
    }

    /// <summary>Replaces the stored row under its ETag, or adds the row when there is none.</summary>
    public static TableTransactionAction Put(TableEntity row, TableEntity? stored) => stored is null
        ? new TableTransactionAction(TableTransactionActionType.Add, row)
        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, stored.ETag);

    private static (string, string) Key(TableEntity entity) => (entity.PartitionKey, entity.RowKey);
}
