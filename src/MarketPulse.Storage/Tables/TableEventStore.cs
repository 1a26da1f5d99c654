using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Stores events in <c>tradeevents</c>, their tags in <c>eventtags</c> and, once stored, what changed about them in <c>eventlog</c>.
/// </summary>
internal sealed class TableEventStore(StorageClients clients, TableEventLog log, TimeProvider clock) : IEventStore
{
    private static readonly EntityMapper<TradeEvent> Events = EntityMapper<TradeEvent>.Instance;
    private static readonly EntityMapper<EventTag> Tags = EntityMapper<EventTag>.Instance;

    private const int MaxAttempts = 20;
    private static readonly string[] SetByScoring = [ColumnNames.OpenUntil, ColumnNames.OverlapKey];
    private static readonly string[] ScoredColumns = [ColumnNames.OverlapKey];

    private readonly TableRows _events = clients.Table(TableNames.TradeEvents);
    private readonly TableRows _tags = clients.Table(TableNames.EventTags);

    public async Task<TradeEvent?> FindAsync(string eventId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        return RowKeys.Partition(eventId) is { } partition
            && await _events.FindAsync(partition, eventId, select: null, cancellationToken) is { } row
            ? Events.FromEntity(row)
            : null;
    }

    public async IAsyncEnumerable<TradeEvent> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, bool includeSuperseded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.And(
            TableFilter.EventsBetween(from, to),
            includeSuperseded ? null : TableFilter.Equal(ColumnNames.Status, Codes<EventStatus>.Of(EventStatus.Live)));
        await foreach (TableEntity row in _events.QueryAsync(filter, select: null, cancellationToken))
        {
            TradeEvent tradeEvent = Events.FromEntity(row);
            if (tradeEvent.EventTimeUtc >= from && tradeEvent.EventTimeUtc < to)
            {
                yield return tradeEvent;
            }
        }
    }

    public Task SaveAsync(IReadOnlyCollection<TradeEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        return WriteAsync(events, KeepingWhatScoringSets, cancellationToken);
    }

    public Task UpdateAsync(IReadOnlyCollection<EventUpdate> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        DateTimeOffset now = clock.GetUtcNow();
        Dictionary<(string, string), TableEntity?> expected = changes
            .Select(change => (Row: Events.ToEntity(change.Row, now), change.Before))
            .ToDictionary(
                change => (change.Row.PartitionKey, change.Row.RowKey),
                change => change.Before is null ? null : Events.ToEntity(change.Before, now));
        return WriteAsync([.. changes.Select(change => change.Row)], Unless, cancellationToken);

        TableTransactionAction? Unless(TableEntity row, TableEntity? stored)
        {
            TableTransactionAction? action = KeepingWhatScoringSets(row, stored);
            return action is null || IsAsExpected(stored, expected[(row.PartitionKey, row.RowKey)])
                ? action
                : throw new StaleRunException(
                    $"Event {TableKey.Decode(row.RowKey)} was changed by another run since this one read it, so this one starts over.");
        }
    }

    public async Task RestoreTagsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        string span = TableFilter.EventsBetween(from, to);
        DateTimeOffset now = clock.GetUtcNow();
        List<TradeEvent> stored = await _events.QueryAsync(span, select: null, cancellationToken)
            .Select(Events.FromEntity).ToListAsync(cancellationToken);
        await log.RestoreAsync(stored, from, to, cancellationToken);
        await TableReplacement.ReplaceAsync(
            _tags, span, stored.SelectMany(EventTag.FromEvent).Select(tag => Tags.ToEntity(tag, now)), cancellationToken);
    }

    public async Task<bool> TrySetScoredAsync(
        TradeEvent read, DateOnly? openUntil, string overlapKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await _events.FindAsync(read.PartitionKey, read.EventId, ScoredColumns, cancellationToken) is not { } stored)
            {
                return false;
            }

            bool isUnchanged = (stored.GetString(ColumnNames.OverlapKey) ?? "") == (read.OverlapKey ?? "");
            var row = new TableEntity(read.PartitionKey, TableKey.Encode(read.EventId)) { [ColumnNames.ModifiedUtc] = clock.GetUtcNow() };
            if (openUntil is { } day)
            {
                row[ColumnNames.OpenUntil] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            }

            if (isUnchanged)
            {
                row[ColumnNames.OverlapKey] = overlapKey;
            }

            var merge = new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, stored.ETag);
            if ((!isUnchanged && openUntil is null) || (await _events.TryWriteAsync([merge], cancellationToken)).Count == 0)
            {
                return isUnchanged;
            }
        }

        throw new IOException($"Event '{read.EventId}' was changed by others during {MaxAttempts} attempts to write it; try again later.");
    }

    /// <summary>
    /// Decides like <paramref name="decide"/> and notes the rows whose facts or status change. A row stays noted when it is found written
    /// afterwards, since that may have been by a request of this call whose response was lost.
    /// </summary>
    private static Func<TableEntity, TableEntity?, TableTransactionAction?> Noting(
        Dictionary<string, TableEntity> changed, Func<TableEntity, TableEntity?, TableTransactionAction?> decide) => (row, stored) =>
    {
        TableTransactionAction? action = decide(row, stored);
        if (action is not null && (stored is null || !RowContent.SameFacts(stored, row)))
        {
            changed[row.RowKey] = row;
        }

        return action;
    };

    private async Task WriteAsync(
        IReadOnlyCollection<TradeEvent> events,
        Func<TableEntity, TableEntity?, TableTransactionAction?> decide,
        CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        DateTimeOffset now = clock.GetUtcNow();
        TableEntity[] rows = [.. events.Select(tradeEvent => Events.ToEntity(tradeEvent, now))];
        IReadOnlyCollection<TableEntity>? first = await ReadSpansAsync(_events, rows, cancellationToken);
        Dictionary<(string, string), TableEntity> stored = first.ToDictionary(row => (row.PartitionKey, row.RowKey));

        // Before the tags, so that a run that is refused changes none.
        foreach (TableEntity row in rows)
        {
            decide(row, stored.GetValueOrDefault((row.PartitionKey, row.RowKey)));
        }

        // Tags before events, so that a stored event always has its tags.
        await SaveTagsAsync(events, now, cancellationToken);
        var changed = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        try
        {
            await GuardedWriter.WriteAsync(_events, rows, ReadAsync, Noting(changed, decide), cancellationToken);
        }
        catch (StaleRunException)
        {
            await RestoreTagsAsync(events.Min(e => e.EventTimeUtc), events.Max(e => e.EventTimeUtc), cancellationToken);
            throw;
        }

        await log.AppendAsync(changed.Values.Select(Events.FromEntity), now, cancellationToken);

        async Task<IReadOnlyCollection<TableEntity>> ReadAsync(IReadOnlyCollection<TableEntity> pending)
        {
            IReadOnlyCollection<TableEntity>? read = first;
            first = null;
            return read ?? await ReadSpansAsync(_events, pending, cancellationToken);
        }
    }

    private static bool IsAsExpected(TableEntity? stored, TableEntity? expected)
    {
        if (stored is null || expected is null)
        {
            return stored is null && expected is null;
        }

        foreach (string column in SetByScoring)
        {
            expected.Remove(column);
            if (stored.TryGetValue(column, out object? value))
            {
                expected[column] = value;
            }
        }

        return RowContent.Same(stored, expected);
    }

    // Scoring sets openuntil and overlapkey while clustering rewrites the other columns. The former never decreases.
    private static TableTransactionAction? KeepingWhatScoringSets(TableEntity row, TableEntity? stored)
    {
        if (stored is not null && stored.GetString(ColumnNames.OpenUntil) is { } known
            && string.CompareOrdinal(known, row.GetString(ColumnNames.OpenUntil)) > 0)
        {
            row[ColumnNames.OpenUntil] = known;
        }

        if (stored is not null)
        {
            row[ColumnNames.OverlapKey] = stored.GetString(ColumnNames.OverlapKey) ?? "";
        }

        return stored is not null && RowContent.Same(stored, row) ? null : GuardedWriter.Put(row, stored);
    }

    private static async Task<IReadOnlyCollection<TableEntity>> ReadSpansAsync(
        TableRows table, IReadOnlyCollection<TableEntity> rows, CancellationToken cancellationToken)
    {
        var stored = new List<TableEntity>();
        foreach (IGrouping<string, TableEntity> partition in rows.GroupBy(row => row.PartitionKey))
        {
            string[] ids = [.. partition.Select(row => TableKey.Decode(row.RowKey)).Order(StringComparer.Ordinal)];
            string filter = TableFilter.And(TableFilter.Partition(TableKey.Decode(partition.Key)), TableFilter.Rows(ids[0], ids[^1] + "!"));
            await foreach (TableEntity row in table.QueryAsync(filter, select: null, cancellationToken))
            {
                stored.Add(row);
            }
        }

        return stored;
    }

    private async Task SaveTagsAsync(IReadOnlyCollection<TradeEvent> events, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var actions = new List<TableTransactionAction>();
        foreach (IGrouping<string, TradeEvent> month in events.GroupBy(tradeEvent => tradeEvent.PartitionKey))
        {
            HashSet<string> saved = [.. month.Select(tradeEvent => tradeEvent.EventId)];
            Dictionary<string, TableEntity> wanted = month
                .SelectMany(EventTag.FromEvent)
                .Select(tag => Tags.ToEntity(tag, now))
                .ToDictionary(row => row.RowKey);
            string filter = TableFilter.And(
                TableFilter.Partition(month.Key),
                TableFilter.Rows(saved.Min(StringComparer.Ordinal)!, saved.Max(StringComparer.Ordinal) + "}"));
            await foreach (TableEntity stored in _tags.QueryAsync(filter, select: null, cancellationToken))
            {
                if (wanted.TryGetValue(stored.RowKey, out TableEntity? tag))
                {
                    if (RowContent.Same(stored, tag))
                    {
                        wanted.Remove(stored.RowKey);
                    }
                }
                else if (saved.Contains(stored.GetString(ColumnNames.EventId)))
                {
                    actions.Add(new TableTransactionAction(TableTransactionActionType.Delete, stored, ETag.All));
                }
            }

            actions.AddRange(wanted.Values.Select(tag => new TableTransactionAction(TableTransactionActionType.UpsertReplace, tag)));
        }

        await _tags.WriteAsync(actions, cancellationToken);
    }
}
