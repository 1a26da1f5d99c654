using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Impact;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.Schema;

/// <summary>
/// Packs the copies of scores by instrument, the paths and the log of scores, of which versions before 3 had a row for each window, day and
/// score. Rows that are packed already are left alone.
/// </summary>
internal static class PackedScores
{
    /// <summary>How many old rows one transaction replaces, beside the row that takes their place.</summary>
    private const int RowsAtOnce = TableLimits.RowsPerBatch - 1;

    private const string Day = "day";

    private const int RowsPerReport = 1000;

    public static async Task PackAsync(StorageClients clients, Action<long> report, CancellationToken cancellationToken)
    {
        long read = 0;
        await PackCopiesAsync(clients, Count, cancellationToken);
        await PackAsync(
            clients.Table(TableNames.AbnormalReturns),
            row => row.ContainsKey(Day) ? row.RowKey[..row.RowKey.LastIndexOf('|')] : null,
            days => PackedPaths.ToEntity(days.Select(EntityMapper<AbnormalReturn>.Instance.FromEntity), WrittenAt(days[0])),
            Count,
            cancellationToken);
        var log = new TableScoreLog(clients);
        await PackAsync(
            clients.Table(TableNames.ScoreLog),
            row => row.ContainsKey(ColumnNames.Symbol) ? $"{row.PartitionKey}|{WrittenAt(row):O}" : null,
            scores => log.ToRow(scores[0].GetString(ColumnNames.EventId), scores, WrittenAt(scores[0])),
            Count,
            cancellationToken);

        void Count()
        {
            if (++read % RowsPerReport == 0)
            {
                report(read);
            }
        }
    }

    private static DateTimeOffset WrittenAt(TableEntity row) => row.GetDateTimeOffset(ColumnNames.ModifiedUtc)!.Value;

    /// <summary>Makes the copies anew from the scores, and then deletes the old ones.</summary>
    private static async Task PackCopiesAsync(StorageClients clients, Action count, CancellationToken cancellationToken)
    {
        TableRows copies = clients.Table(TableNames.InstrumentScores);
        if (await copies.FirstAsync($"{ColumnNames.WindowKey} ge ''", cancellationToken) is null)
        {
            return;
        }

        var ofInstrument = new List<TableEntity>();
        await foreach (TableEntity score in clients.Table(TableNames.ImpactScores).QueryAsync("", select: null, cancellationToken))
        {
            count();
            if (ofInstrument.Count > 0 && !IsSame(ofInstrument[0], score))
            {
                await WriteAsync();
            }

            ofInstrument.Add(score);
        }

        await WriteAsync();
        await copies.DeleteAsync($"{ColumnNames.WindowKey} ge ''", cancellationToken);

        async Task WriteAsync()
        {
            if (ofInstrument.Count > 0)
            {
                await copies.WriteAsync(
                    [new TableTransactionAction(TableTransactionActionType.UpsertReplace, PackedCopies.ToEntity(ofInstrument))],
                    cancellationToken);
                ofInstrument.Clear();
            }
        }
    }

    private static bool IsSame(TableEntity one, TableEntity other) =>
        one.GetString(ColumnNames.EventId) == other.GetString(ColumnNames.EventId)
        && one.GetString(ColumnNames.Symbol) == other.GetString(ColumnNames.Symbol);

    /// <summary>Replaces rows of the same group by one, in one transaction, so that an interruption leaves either.</summary>
    private static async Task PackAsync(
        TableRows table,
        Func<TableEntity, string?> group,
        Func<TableEntity[], TableEntity> pack,
        Action count,
        CancellationToken cancellationToken)
    {
        var partition = new List<TableEntity>();
        await foreach (TableEntity row in table.QueryAsync("", select: null, cancellationToken))
        {
            count();
            if (partition.Count > 0 && partition[0].PartitionKey != row.PartitionKey)
            {
                await WriteAsync();
            }

            if (group(row) is not null)
            {
                partition.Add(row);
            }
        }

        await WriteAsync();

        async Task WriteAsync()
        {
            foreach (TableEntity[] some in partition.GroupBy(group).SelectMany(rows => rows.Chunk(RowsAtOnce)))
            {
                await table.WriteAsync(
                    some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All))
                        .Prepend(new TableTransactionAction(TableTransactionActionType.UpsertReplace, pack(some))),
                    cancellationToken);
            }

            partition.Clear();
        }
    }
}
