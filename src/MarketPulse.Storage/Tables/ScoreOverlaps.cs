using System.Collections.Concurrent;
using Azure.Data.Tables;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Writes the column <c>overlaps</c> of stored scores, with their copies and the log, and nothing else of them.</summary>
internal sealed class ScoreOverlaps(StorageClients clients, TableScoreLog log, TimeProvider clock)
{
    private const int MaxRounds = 20;

    private readonly TableRows _scores = clients.Table(TableNames.ImpactScores);
    private readonly TableRows _copies = clients.Table(TableNames.InstrumentScores);

    /// <inheritdoc cref="IScoreStore.SetOverlapsAsync"/>
    public async Task<int> SetAsync(
        IReadOnlyCollection<string> eventIds,
        Func<CancellationToken, Task<IReadOnlyDictionary<string, EventOverlaps>>> count,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventIds);
        ArgumentNullException.ThrowIfNull(count);
        int written = 0;
        IReadOnlyCollection<string> pending = eventIds;
        var told = new HashSet<string>(StringComparer.Ordinal);
        for (int round = 1; pending.Count > 0; round++)
        {
            // The rows first: whoever wrote them counted the events at an earlier moment than the count below does.
            IReadOnlyList<TableEntity> rows = await ReadScoresAsync(pending, cancellationToken);
            IReadOnlyDictionary<string, EventOverlaps> overlaps = await count(cancellationToken);
            DateTimeOffset now = clock.GetUtcNow();
            TableEntity[] changed = [.. rows.Where(row => SetOverlaps(row, overlaps, told, now))];
            await WriteOverlapsAsideAsync(changed, rows, now, cancellationToken);
            IReadOnlyCollection<TableTransactionAction> undone = await _scores.TryWriteAsync(
                changed.Select(row => new TableTransactionAction(
                    TableTransactionActionType.UpdateMerge, OverlapsOnly(row), row.ETag)),
                cancellationToken);
            written += changed.Length - undone.Count;
            HashSet<string> others = [.. undone.Select(action => action.Entity.RowKey)];
            pending = [.. changed.Where(row => others.Contains(row.RowKey)).Select(row => row.GetString(ColumnNames.EventId)).Distinct()];
            if (pending.Count > 0 && round == MaxRounds)
            {
                throw new IOException(
                    $"The scores of event '{pending.First()}' were changed by others during {MaxRounds} attempts to write their overlaps; "
                    + "try again later.");
            }
        }

        return written;
    }

    /// <summary>
    /// Sets the overlaps of a row that must be written: because their number changed, or because others overtook an earlier attempt, which
    /// may have left their copy and log behind.
    /// </summary>
    private static bool SetOverlaps(
        TableEntity row, IReadOnlyDictionary<string, EventOverlaps> overlaps, HashSet<string> told, DateTimeOffset now)
    {
        if (!overlaps.TryGetValue(row.GetString(ColumnNames.EventId), out EventOverlaps? ofEvent))
        {
            return false;
        }

        int number = ofEvent.Count(row.GetString(ColumnNames.Symbol), row.GetString(ColumnNames.WindowKey));
        if (number == row.GetInt32(ColumnNames.Overlaps) && !told.Contains(row.RowKey))
        {
            return false;
        }

        row[ColumnNames.Overlaps] = number;
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
    private async Task WriteOverlapsAsideAsync(
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

    private static TableEntity OverlapsOnly(TableEntity row) => new(row.PartitionKey, row.RowKey)
    {
        [ColumnNames.Overlaps] = row[ColumnNames.Overlaps],
        [ColumnNames.ModifiedUtc] = row[ColumnNames.ModifiedUtc],
    };
}
