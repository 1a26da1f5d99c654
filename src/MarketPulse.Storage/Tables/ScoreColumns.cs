using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>Sets a column of stored scores that does not depend on prices, in the rows, their copies and the log.</summary>
internal sealed class ScoreColumns(StorageClients clients, TableScoreLog log, TimeProvider clock)
{
    private const int MaxRounds = 20;

    private readonly TableRows _scores = clients.Table(TableNames.ImpactScores);
    private readonly TableRows _copies = clients.Table(TableNames.InstrumentScores);

    /// <summary>Sets one column of the scores of events, in the rows, their copies and the log.</summary>
    /// <param name="column">The column.</param>
    /// <param name="eventIds">The events.</param>
    /// <param name="find">Finds what gives each row its value, after the rows are read; null leaves a row as it is.</param>
    /// <param name="cancellationToken">Stops between requests; a repeat completes the work.</param>
    public async Task<int> SetAsync(
        string column,
        IReadOnlyCollection<string> eventIds,
        Func<CancellationToken, Task<Func<TableEntity, object?>>> find,
        CancellationToken cancellationToken)
    {
        int written = 0;
        IReadOnlyCollection<string> pending = eventIds;
        var told = new HashSet<string>(StringComparer.Ordinal);
        for (int round = 1; pending.Count > 0; round++)
        {
            // The rows first: whoever wrote them saw an earlier state than the values below do.
            IReadOnlyList<TableEntity> rows = await ReadScoresAsync(pending, cancellationToken);
            Func<TableEntity, object?> value = await find(cancellationToken);
            DateTimeOffset now = clock.GetUtcNow();
            TableEntity[] changed = [.. rows.Where(row => Set(column, row, value(row), told, now))];
            await WriteAsideAsync(changed, rows, now, cancellationToken);
            IReadOnlyCollection<TableTransactionAction> undone = await _scores.TryWriteAsync(
                changed.Select(row => new TableTransactionAction(TableTransactionActionType.UpdateMerge, Only(column, row), row.ETag)),
                cancellationToken);
            written += changed.Length - undone.Count;
            HashSet<string> others = [.. undone.Select(action => action.Entity.RowKey)];
            pending = [.. changed.Where(row => others.Contains(row.RowKey)).Select(row => row.GetString(ColumnNames.EventId)).Distinct()];
            if (pending.Count > 0 && round == MaxRounds)
            {
                throw new IOException(
                    $"The scores of event '{pending.First()}' were changed by others during {MaxRounds} attempts to write their {column}; "
                    + "try again later.");
            }
        }

        return written;
    }

    /// <summary>
    /// Sets the column of a row that must be written: because its value changed, or because others overtook an earlier attempt, which may
    /// have left their copy and log behind.
    /// </summary>
    private static bool Set(string column, TableEntity row, object? value, HashSet<string> told, DateTimeOffset now)
    {
        object? stored = row.TryGetValue(column, out object? found) ? found : value is string ? "" : null;
        if (value is null || (Equals(value, stored) && !told.Contains(row.RowKey)))
        {
            return false;
        }

        row[column] = value;
        row[ColumnNames.ModifiedUtc] = now;
        told.Add(row.RowKey);
        return true;
    }

    private async Task<IReadOnlyList<TableEntity>> ReadScoresAsync(
        IEnumerable<string> eventIds, CancellationToken cancellationToken)
    {
        var rows = new ConcurrentBag<TableEntity>();
        await clients.ForEachAsync(
            eventIds,
            async (eventId, token) =>
            {
                await foreach (TableEntity row in _scores.QueryEventAsync(eventId, select: null, token))
                {
                    rows.Add(row);
                }
            },
            cancellationToken);
        return [.. rows];
    }

    /// <summary>Writes changed rows to the log, and their copies, for which the other rows of the events are needed too.</summary>
    private async Task WriteAsideAsync(
        IReadOnlyCollection<TableEntity> changed, IEnumerable<TableEntity> all, DateTimeOffset now, CancellationToken cancellationToken)
    {
        HashSet<(string, string)> touched =
            [.. changed.Select(row => (row.GetString(ColumnNames.EventId), row.GetString(ColumnNames.Symbol)))];
        IEnumerable<TableEntity> copied = all.Where(
            row => touched.Contains((row.GetString(ColumnNames.EventId), row.GetString(ColumnNames.Symbol))));
        await Task.WhenAll(
            _copies.ReplaceExistingAsync(PackedCopies.Of(copied), cancellationToken),
            clients.ForEachAsync(
                changed.GroupBy(row => row.GetString(ColumnNames.EventId)),
                (ofEvent, token) => log.AppendAsync(ofEvent.Key, [.. ofEvent], now, token),
                cancellationToken));
    }

    private static TableEntity Only(string column, TableEntity row) => new(row.PartitionKey, row.RowKey)
    {
        [column] = row[column],
        [ColumnNames.ModifiedUtc] = row[ColumnNames.ModifiedUtc],
    };
}
