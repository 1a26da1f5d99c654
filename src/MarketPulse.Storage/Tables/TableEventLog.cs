using System.Globalization;
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

    private static readonly EntityMapper<TradeEvent> Events = EntityMapper<TradeEvent>.Instance;

    private readonly TableRows _rows = clients.Table(TableNames.EventLog);
    private readonly TableRows _events = clients.Table(TableNames.TradeEvents);

    // Two changes at the same moment get different keys, and those of one process keep their order.
    private readonly string _writer = Guid.NewGuid().ToString("N")[..8];
    private long _appended;

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
            (found, token) => WriteAsync(ToRow(found, found.ModifiedUtc, "0"), TableTransactionActionType.UpsertReplace, token),
            cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        await _rows.TryAddAsync(new TableEntity(MarkerPartition, MarkerRow) { [LogStartsUtc] = now }, cancellationToken);
        return await FindStartAsync(cancellationToken) ?? now;
    }

    public async Task<DateTimeOffset?> FindStartAsync(CancellationToken cancellationToken) =>
        (await _rows.FindAsync(MarkerPartition, MarkerRow, [LogStartsUtc], cancellationToken))?.GetDateTimeOffset(LogStartsUtc);

    public async IAsyncEnumerable<TradeEvent> ReadAsOfAsync(
        DateTimeOffset asOf, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.And(
            TableFilter.Partitions(RowKeys.Stamp(from), RowKeys.Stamp(to) + "}"),
            $"PartitionKey lt '{MarkerPartition}'",
            TableFilter.Rows("", Key(asOf.AddTicks(1))));
        TradeEvent? last = null;
        await foreach (TableEntity row in _rows.QueryAsync(filter, select: null, cancellationToken))
        {
            TradeEvent found = Events.FromEntity(row);
            if (last is not null && last.EventId != found.EventId && IsWanted(last))
            {
                yield return last;
            }

            last = found;
        }

        if (last is not null && IsWanted(last))
        {
            yield return last;
        }

        bool IsWanted(TradeEvent found) =>
            found.Status == EventStatus.Live && found.EventTimeUtc >= from && (found.EventTimeUtc < to || to == DateTimeOffset.MaxValue);
    }

    /// <summary>Appends events whose facts or status changed. Nothing is read.</summary>
    /// <param name="changed">The events, as stored.</param>
    /// <param name="now">The time from which they are known.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public Task AppendAsync(IEnumerable<TradeEvent> changed, DateTimeOffset now, CancellationToken cancellationToken) =>
        clients.ForEachAsync(
            changed,
            (found, token) => WriteAsync(ToRow(found, now, NextNumber()), TableTransactionActionType.Add, token),
            cancellationToken);

    private static string Key(DateTimeOffset known) =>
        known.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfffffff'Z'", CultureInfo.InvariantCulture);

    private static TableEntity ToRow(TradeEvent found, DateTimeOffset known, string number) =>
        Events.ToEntity(found with { OpenUntil = null, OverlapKey = null }, found.EventId, $"{Key(known)}|{number}", known);

    private string NextNumber() =>
        string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _appended):D10}{_writer}");

    private Task WriteAsync(TableEntity row, TableTransactionActionType action, CancellationToken cancellationToken) =>
        _rows.WriteAsync([new TableTransactionAction(action, row)], cancellationToken);
}
