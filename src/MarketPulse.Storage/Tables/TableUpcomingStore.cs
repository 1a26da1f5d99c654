using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Stores the dates that events announce in <c>upcoming</c>, by month and date.</summary>
internal sealed class TableUpcomingStore(StorageClients clients, TimeProvider clock) : IUpcomingStore
{
    private static readonly EntityMapper<UpcomingDate> Mapper = EntityMapper<UpcomingDate>.Instance;

    private readonly TableRows _table = clients.Table(TableNames.Upcoming);

    public async IAsyncEnumerable<UpcomingDate> ReadAsync(
        DateOnly first, DateOnly last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.And(
            TableFilter.Partitions(Month(first), Month(last)), TableFilter.Rows(Day(first), Day(last) + "}"));
        await foreach (TableEntity row in _table.QueryAsync(filter, select: null, cancellationToken))
        {
            yield return Mapper.FromEntity(row);
        }
    }

    public async Task UpdateAsync(UpcomingChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        DateTimeOffset now = clock.GetUtcNow();

        // New rows first, so that an event never lacks its dates. Batches of one call are sent side by side.
        await _table.WriteAsync(
            change.Put.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Mapper.ToEntity(row, now))),
            cancellationToken);
        await _table.WriteAsync(
            change.Removed.Select(row => new TableTransactionAction(
                TableTransactionActionType.Delete, Mapper.ToEntity(row, now), ETag.All)),
            cancellationToken);
    }

    /// <summary>The filter of an event's rows: they are among the dates that can be ahead of it.</summary>
    public static string RowsOf(string eventId)
    {
        var day = DateOnly.FromDateTime(RowKeys.Time(eventId)!.Value.UtcDateTime);
        return TableFilter.And(
            TableFilter.Partitions(Month(day), Month(day.AddDays(ScheduledDate.MaxDaysAhead))),
            TableFilter.Equal(ColumnNames.EventId, eventId));
    }

    private static string Month(DateOnly date) => date.ToString("yyyyMM", CultureInfo.InvariantCulture);

    private static string Day(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
