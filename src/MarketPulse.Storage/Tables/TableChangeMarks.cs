using System.Collections.Concurrent;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Keeps in <c>changemarks</c> one row for each partition of the marked tables, with the latest hour in which it changed. An hour is never
/// replaced by an earlier one, whatever writes at the same time or late. A process writes the mark of a partition once an hour.
/// </summary>
internal sealed class TableChangeMarks(StorageClients clients, TimeProvider clock) : IChangeMarks
{
    private const string ChangedColumn = "changedutc";
    private const int MaxAttempts = 20;

    /// <summary>How many marks of the current hour are remembered; then all are forgotten, and written again where needed.</summary>
    private const int MostRemembered = 20_000;

    private volatile Hour _current = new(DateTimeOffset.MinValue);

    public async Task<IReadOnlyList<string>> ReadAsync(string table, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ChangeMark.Check(table);
        string filter = TableFilter.And(
            TableFilter.Partition(table), TableFilter.AtOrAfter(ChangedColumn, ChangeMark.HourOf(since)));
        List<string> marks = await clients.Table(TableNames.ChangeMarks)
            .QueryAsync(filter, [ColumnNames.RowKey], cancellationToken)
            .Select(row => TableKey.Decode(row.RowKey))
            .ToListAsync(cancellationToken);
        marks.Sort(StringComparer.Ordinal);
        return marks;
    }

    /// <summary>
    /// Marks the partitions of many batches that are about to be written, as far as none of them has a mark yet, with a request for a
    /// hundred partitions. The others are left to the call for their batch.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="batches">The batches.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task AddAsync(
        string table, IEnumerable<IReadOnlyList<TableTransactionAction>> batches, CancellationToken cancellationToken)
    {
        Hour current = Current(ChangeMark.HourOf(clock.GetUtcNow()));
        IEnumerable<string> missing = batches
            .Select(batch => ChangeMark.Of(table, TableKey.Decode(batch[0].Entity.PartitionKey)))
            .Distinct(StringComparer.Ordinal)
            .Where(mark => !current.Marks.ContainsKey((table, mark)));
        foreach (string[] marks in missing.Chunk(TableLimits.RowsPerBatch))
        {
            TableTransactionAction[] added = [.. marks.Select(mark => GuardedWriter.Put(Row(table, mark, current.Start), stored: null))];
            if ((await clients.Table(TableNames.ChangeMarks).TryWriteAsync(added, cancellationToken)).Count == 0)
            {
                Array.ForEach(marks, mark => current.Marks.TryAdd((table, mark), new Lazy<Task>(Task.CompletedTask)));
            }
        }
    }

    /// <summary>Marks the partition of a batch that is about to be written.</summary>
    /// <param name="table">The table.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task MarkAsync(string table, IReadOnlyList<TableTransactionAction> batch, CancellationToken cancellationToken)
    {
        // Rows of a backup carry the times at which they were first written, and those may be ahead of this clock.
        DateTimeOffset latest = batch.Max(
            action => action.Entity is TableEntity row && row.TryGetValue(ColumnNames.ModifiedUtc, out object? value)
                && value is DateTimeOffset modified
                ? modified
                : DateTimeOffset.MinValue);
        return MarkAsync(table, TableKey.Decode(batch[0].Entity.PartitionKey), latest, cancellationToken);
    }

    /// <summary>Marks a partition as changed now, or at a later time.</summary>
    /// <param name="table">The table.</param>
    /// <param name="partition">Key of the partition.</param>
    /// <param name="latest">The later time; ignored when it has passed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task MarkAsync(string table, string partition, DateTimeOffset latest, CancellationToken cancellationToken)
    {
        string mark = ChangeMark.Of(table, partition);
        Hour current = Current(ChangeMark.HourOf(clock.GetUtcNow()));
        if (latest >= current.Start.AddHours(1))
        {
            await RaiseAsync(table, mark, ChangeMark.HourOf(latest), cancellationToken);
            return;
        }

        Lazy<Task> raised = current.Marks.GetOrAdd(
            (table, mark), _ => new Lazy<Task>(() => RaiseAsync(table, mark, current.Start, CancellationToken.None)));
        try
        {
            await raised.Value.WaitAsync(cancellationToken);
        }
        catch
        {
            current.Marks.TryRemove(KeyValuePair.Create((table, mark), raised));
            throw;
        }
    }

    /// <summary>What is remembered of an hour, or of a later one that other callers have reached already.</summary>
    private Hour Current(DateTimeOffset start)
    {
        Hour current = _current;
        if (start > current.Start || current.Marks.Count >= MostRemembered)
        {
            current = new Hour(start > current.Start ? start : current.Start);
            _current = current;
        }

        return current;
    }

    private async Task RaiseAsync(string table, string mark, DateTimeOffset hour, CancellationToken cancellationToken)
    {
        TableRows marks = clients.Table(TableNames.ChangeMarks);
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            TableEntity? stored = await marks.FindAsync(table, mark, [ChangedColumn], cancellationToken);
            if (stored?.GetDateTimeOffset(ChangedColumn) >= hour)
            {
                return;
            }

            if ((await marks.TryWriteAsync([GuardedWriter.Put(Row(table, mark, hour), stored)], cancellationToken)).Count == 0)
            {
                return;
            }
        }

        throw new IOException(
            $"The mark of partition '{mark}' of table {table} was changed by others during {MaxAttempts} attempts to write it; try again "
            + "later.");
    }

    private TableEntity Row(string table, string mark, DateTimeOffset hour) => new(TableKey.Encode(table), TableKey.Encode(mark))
    {
        [ChangedColumn] = hour,
        ["schemaversion"] = 1,
        ["engineversion"] = EngineVersion.Current,
        [ColumnNames.ModifiedUtc] = clock.GetUtcNow(),
    };

    /// <summary>The marks that this process has written, or is writing, in an hour.</summary>
    private sealed record Hour(DateTimeOffset Start)
    {
        public ConcurrentDictionary<(string Table, string Mark), Lazy<Task>> Marks { get; } = new();
    }
}
