using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>Splits writes into transactions that Azure accepts: one partition, at most 100 rows and 4 MiB, each row once.</summary>
internal static class TableBatches
{
    /// <summary>The batches. Partitions are in the order of their first row, rows in the given order.</summary>
    /// <exception cref="Pipeline.Messages.PermanentFaultException">A row exceeds a limit.</exception>
    /// <exception cref="ArgumentException">A row appears twice.</exception>
    public static IEnumerable<IReadOnlyList<TableTransactionAction>> Split(string table, IEnumerable<TableTransactionAction> actions)
    {
        var partitions = actions.GroupBy(action => action.Entity.PartitionKey, StringComparer.Ordinal);
        foreach (IGrouping<string, TableTransactionAction> partition in partitions)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var batch = new List<TableTransactionAction>();
            int batchBytes = 0;
            foreach (TableTransactionAction action in partition)
            {
                if (!seen.Add(action.Entity.RowKey))
                {
                    throw new ArgumentException(
                        $"Row '{partition.Key}' / '{action.Entity.RowKey}' of table {table} appears twice.", nameof(actions));
                }

                int bytes = TableLimits.Check(table, (TableEntity)action.Entity);
                if (batch.Count == TableLimits.RowsPerBatch || batchBytes + bytes > TableLimits.BatchBytes)
                {
                    yield return batch;
                    batch = [];
                    batchBytes = 0;
                }

                batch.Add(action);
                batchBytes += bytes;
            }

            yield return batch;
        }
    }
}
