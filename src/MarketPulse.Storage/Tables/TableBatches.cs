using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>Cuts writes into transactions that Azure accepts: one partition, at most 100 rows and 4 MiB, each row once.</summary>
internal static class TableBatches
{
    /// <summary>The batches, partitions in order of first appearance, rows in the order given.</summary>
    /// <exception cref="Pipeline.Messages.PermanentFaultException">A row breaks a limit.</exception>
    /// <exception cref="ArgumentException">A row appears twice.</exception>
    public static IEnumerable<IReadOnlyList<TableTransactionAction>> Cut(string table, IEnumerable<TableTransactionAction> actions)
    {
        foreach (IGrouping<string, TableTransactionAction> partition in actions.GroupBy(action => action.Entity.PartitionKey, StringComparer.Ordinal))
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var batch = new List<TableTransactionAction>();
            int batchBytes = 0;
            foreach (TableTransactionAction action in partition)
            {
                if (!seen.Add(action.Entity.RowKey))
                {
                    throw new ArgumentException($"Row '{partition.Key}' / '{action.Entity.RowKey}' of table {table} is to be written twice in one go.", nameof(actions));
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
