using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Keeps the log of events in <c>eventlog</c>: by event and the time from which they were known, the facts of an event whenever they or its
/// status changed. Event ids begin with their time, so a period of events is a range of partitions.
/// </summary>
internal sealed class TableEventLog(StorageClients clients, TimeProvider clock) : IEventLog
{
    // After every event id, which starts with a digit.
    private const string MarkerPartition = "log";
    private const string MarkerRow = "start";
    private const string LogStartsUtc = "logstartsutc";

    /// <summary>Filter of the entries, without the row that holds the start of the log.</summary>
    internal static string EntriesFilter => $"PartitionKey lt '{MarkerPartition}'";

    private static readonly EntityMapper<TradeEvent> Events = EntityMapper<TradeEvent>.Instance;

    private readonly TableRows _rows = clients.Table(TableNames.EventLog);
    private readonly TableRows _events = clients.Table(TableNames.TradeEvents);

    private readonly LogKeys _keys = new();

    public async Task<DateTimeOffset> StartAsync(CancellationToken cancellationToken)
    {
        if (await FindStartAsync(cancellationToken) is { } started)
        {
            return started;
        }

        string live = TableFilter.Equal(ColumnNames.Status, Codes<EventStatus>.Of(EventStatus.Live));
        List<TradeEvent> unlogged = await _events.QueryAsync(live, select: null, cancellationToken)
            .Select(Events.FromEntity).ToListAsync(cancellationToken);
        await clients.ForEachAsync(
            unlogged,
            (found, token) => WriteAsync(
                ToRow(found, found.ModifiedUtc, $"{LogKeys.At(found.ModifiedUtc)}|0"), TableTransactionActionType.UpsertReplace, token),
            cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        await _rows.TryAddAsync(new TableEntity(MarkerPartition, MarkerRow) { [LogStartsUtc] = now }, cancellationToken);
        return await FindStartAsync(cancellationToken) ?? now;
    }

    public async Task<DateTimeOffset?> FindStartAsync(CancellationToken cancellationToken) =>
        (await _rows.FindAsync(MarkerPartition, MarkerRow, [LogStartsUtc], cancellationToken))?.GetDateTimeOffset(LogStartsUtc);

    /// <summary>Lets the log start later, because earlier entries are about to be deleted. An earlier time changes nothing.</summary>
    public async Task MoveStartAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        if (await FindStartAsync(cancellationToken) < start)
        {
            await WriteAsync(
                new TableEntity(MarkerPartition, MarkerRow) { [LogStartsUtc] = start }, TableTransactionActionType.UpsertReplace,
                cancellationToken);
        }
    }

    public async IAsyncEnumerable<TradeEvent> ReadAsOfAsync(
        DateTimeOffset asOf, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TradeEvent found in ReadLastAsync(asOf, from, to, cancellationToken))
        {
            if (found.Status == EventStatus.Live
                && found.EventTimeUtc >= from && (found.EventTimeUtc < to || to == DateTimeOffset.MaxValue))
            {
                yield return found;
            }
        }
    }

    /// <summary>Appends events whose facts or status changed. Nothing is read.</summary>
    /// <param name="changed">The events, as stored.</param>
    /// <param name="now">The time from which they are known.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public Task AppendAsync(IEnumerable<TradeEvent> changed, DateTimeOffset now, CancellationToken cancellationToken) =>
        clients.ForEachAsync(
            changed,
            (found, token) => WriteAsync(ToRow(found, now, _keys.Next(now)), TableTransactionActionType.Add, token),
            cancellationToken);

    /// <summary>Appends what a run that stopped between storing events and appending them left out.</summary>
    /// <param name="stored">The events of a period, as stored.</param>
    /// <param name="from">Start of the period, inclusive.</param>
    /// <param name="to">End of the period, exclusive.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task RestoreAsync(
        IReadOnlyCollection<TradeEvent> stored, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Dictionary<string, TradeEvent> last = await ReadLastAsync(now, from, to, cancellationToken)
            .ToDictionaryAsync(found => found.EventId, cancellationToken: cancellationToken);
        foreach (IGrouping<DateTimeOffset, TradeEvent> written in stored
            .Where(found => !last.TryGetValue(found.EventId, out TradeEvent? known)
                || !RowContent.SameFacts(Events.ToEntity(known, now), Events.ToEntity(found, now)))
            .GroupBy(found => found.ModifiedUtc))
        {
            await AppendAsync(written, written.Key, cancellationToken);
        }
    }

    private static TableEntity ToRow(TradeEvent found, DateTimeOffset known, string key) =>
        Events.ToEntity(found with { OpenUntil = null, OverlapKey = null }, found.EventId, key, known);

    /// <summary>The last row of each event by a moment, live or not. The period is precise to the second.</summary>
    private async IAsyncEnumerable<TradeEvent> ReadLastAsync(
        DateTimeOffset asOf, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.And(
            TableFilter.Partitions(RowKeys.Stamp(from), RowKeys.Stamp(to) + "}"),
            EntriesFilter,
            TableFilter.Rows("", LogKeys.At(asOf) + "}"));
        TradeEvent? last = null;
        await foreach (TableEntity row in _rows.QueryAsync(filter, select: null, cancellationToken))
        {
            TradeEvent found = Events.FromEntity(row);
            if (last is not null && last.EventId != found.EventId)
            {
                yield return last;
            }

            last = found;
        }

        if (last is not null)
        {
            yield return last;
        }
    }

    private Task WriteAsync(TableEntity row, TableTransactionActionType action, CancellationToken cancellationToken) =>
        _rows.WriteAsync([new TableTransactionAction(action, row)], cancellationToken);
}
