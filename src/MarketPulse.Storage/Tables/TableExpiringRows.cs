using System.Globalization;
using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Deletes old rows of the logs and of <c>alerts</c>, and blanks the texts of forgotten articles in rows of events.</summary>
internal sealed class TableExpiringRows(StorageClients clients, TimeProvider clock) : IExpiringRows
{
    private const int RowsAtOnce = 1000;
    private const string FiredColumn = "firedutc";
    private const string HeadlineColumn = "headline";
    private const string LinkColumn = "link";

    private static readonly string[] ReasonColumns = ["reason", "revokedreason"];

    /// <summary>The logs: tables whose partitions are events and whose row keys begin with the time from which the row was known.</summary>
    private static readonly string[] Logs = [.. StorageSetup.Tables.Where(name => name.EndsWith("log", StringComparison.Ordinal))];

    public async Task<int> ExpireLogsAsync(
        DateOnly? after, DateOnly through, DateTimeOffset before, bool apply, CancellationToken cancellationToken)
    {
        // Ids of events begin with their day, and the letter T follows it.
        string filter = TableFilter.And(
            after is null ? null : TableFilter.PartitionsAfter(DayKey(after.Value) + "U"),
            TableFilter.PartitionsThrough(DayKey(through) + "U"),
            TableFilter.Before(ColumnNames.ModifiedUtc, before));
        if (apply)
        {
            await new TableEventLog(clients, clock).MoveStartAsync(before, cancellationToken);
        }

        int expired = 0;
        foreach (string log in Logs)
        {
            TableRows rows = clients.Table(log);
            var ofEvent = new List<TableEntity>();
            await foreach (TableEntity row in rows.QueryAsync(filter, select: null, cancellationToken))
            {
                if (ofEvent.Count > 0 && ofEvent[0].PartitionKey != row.PartitionKey)
                {
                    expired += await DeleteAsync(rows, Replaced(log, ofEvent), apply, cancellationToken);
                    ofEvent.Clear();
                }

                ofEvent.Add(row);
            }

            expired += await DeleteAsync(rows, Replaced(log, ofEvent), apply, cancellationToken);
        }

        return expired;
    }

    public async Task<int> ExpireAlertsAsync(DateTimeOffset before, bool apply, CancellationToken cancellationToken)
    {
        TableRows rows = clients.Table(TableNames.Alerts);
        int expired = 0;
        await foreach (TableEntity[] some in rows
            .QueryAsync(TableFilter.Before(FiredColumn, before), [ColumnNames.PartitionKey, ColumnNames.RowKey], cancellationToken)
            .Chunk(RowsAtOnce).WithCancellation(cancellationToken))
        {
            expired += await DeleteAsync(rows, some, apply, cancellationToken);
        }

        return expired;
    }

    public async Task<int> BlankTextsAsync(
        IReadOnlyCollection<string> eventIds, IReadOnlyCollection<string> titles, string? url, CancellationToken cancellationToken)
    {
        HashSet<string> texts = [.. titles.Where(title => title.Length > 0)];
        int blanked = 0;
        foreach (string eventId in eventIds)
        {
            string row = TableFilter.Equal(ColumnNames.RowKey, TableKey.Encode(eventId));
            blanked += await BlankAsync(
                TableNames.TradeEvents, TableFilter.And(TableFilter.Partition(RowKeys.Partition(eventId)!), row));
            foreach (string log in Logs)
            {
                blanked += await BlankAsync(log, TableFilter.Partition(eventId));
            }

            blanked += await BlankAsync(TableNames.Upcoming, TableUpcomingStore.RowsOf(eventId));
        }

        foreach (string title in texts)
        {
            blanked += await BlankAsync(TableNames.Analogues, TableFilter.Equal(HeadlineColumn, title));
        }

        return blanked + await BlankReasonsAsync(eventIds, texts, cancellationToken);

        async Task<int> BlankAsync(string table, string filter)
        {
            TableRows rows = clients.Table(table);
            List<TableEntity> changed = await rows
                .QueryAsync(filter, [ColumnNames.PartitionKey, ColumnNames.RowKey, HeadlineColumn, LinkColumn], cancellationToken)
                .Select(row => Blank(row, texts, url)).OfType<TableEntity>()
                .ToListAsync(cancellationToken);
            await rows.WriteAsync(
                changed.Select(row => new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, ETag.All)),
                cancellationToken);
            return changed.Count;
        }
    }

    /// <summary>Blanks the reasons of corrections that quote a title.</summary>
    private async Task<int> BlankReasonsAsync(
        IReadOnlyCollection<string> eventIds, HashSet<string> titles, CancellationToken cancellationToken)
    {
        if (eventIds.Count == 0)
        {
            return 0;
        }

        TableRows rows = clients.Table(TableNames.Corrections);
        string filter = TableFilter.EventsBetween(eventIds.Min(RowKeys.Time), eventIds.Max(RowKeys.Time));
        var changed = new List<TableEntity>();
        await foreach (TableEntity row in rows.QueryAsync(filter, select: null, cancellationToken))
        {
            foreach (string column in ReasonColumns)
            {
                if (row.GetString(column) is { } reason && titles.Any(title => reason.Contains(title, StringComparison.OrdinalIgnoreCase)))
                {
                    changed.Add(new TableEntity(row.PartitionKey, row.RowKey)
                    {
                        [column] = "",
                        [ColumnNames.ModifiedUtc] = clock.GetUtcNow(),
                    });
                }
            }
        }

        foreach (TableEntity row in changed)
        {
            await rows.WriteAsync([new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, ETag.All)], cancellationToken);
        }

        return changed.Count;
    }

    private static string DayKey(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>
    /// The rows of one event, oldest first, that later ones among them have replaced. The others remain, so that later as-of reads find
    /// what was known.
    /// </summary>
    private static IReadOnlyCollection<TableEntity> Replaced(string log, List<TableEntity> ofEvent) =>
        log == TableNames.ScoreLog ? TableScoreLog.Replaced(ofEvent) : [.. ofEvent.SkipLast(1)];

    private static async Task<int> DeleteAsync(
        TableRows rows, IReadOnlyCollection<TableEntity> some, bool apply, CancellationToken cancellationToken)
    {
        if (apply)
        {
            await rows.WriteAsync(
                some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
        }

        return some.Count;
    }

    private TableEntity? Blank(TableEntity row, HashSet<string> titles, string? url)
    {
        var changed = new TableEntity(row.PartitionKey, row.RowKey);
        if (row.TryGetValue(HeadlineColumn, out object? headline) && headline is string title && titles.Contains(title))
        {
            changed[HeadlineColumn] = "";
        }

        if (url is not null && row.TryGetValue(LinkColumn, out object? link) && link is string address && address == url)
        {
            changed[LinkColumn] = "";
        }

        if (!changed.ContainsKey(HeadlineColumn) && !changed.ContainsKey(LinkColumn))
        {
            return null;
        }

        changed[ColumnNames.ModifiedUtc] = clock.GetUtcNow();
        return changed;
    }
}
