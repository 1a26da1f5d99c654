using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.Schema;

/// <summary>
/// Stores the counts of articles under their day. Versions before 5 stored them under their feed and scope, so that the counts of a day
/// could not be read without the whole table. Rows that have the new keys already are left alone.
/// </summary>
internal static class CountsByDay
{
    private const int RowsAtOnce = 1000;

    public static async Task RekeyAsync(StorageClients clients, Action<long> report, CancellationToken cancellationToken)
    {
        long moved = 0;
        TableRows rows = clients.Table(TableNames.ArticleCounts);
        await foreach (TableEntity[] old in rows.QueryAsync("", select: null, cancellationToken)
            .Where(row => row.PartitionKey.Contains('|', StringComparison.Ordinal))
            .Chunk(RowsAtOnce).WithCancellation(cancellationToken))
        {
            // New rows first, so that an interruption loses none.
            await rows.WriteAsync(
                old.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, UnderDay(row))), cancellationToken);
            await rows.WriteAsync(
                old.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
            report(moved += old.Length);
        }
    }

    private static TableEntity UnderDay(TableEntity row) => EntityMapper<ArticleCount>.Instance.ToEntity(
        EntityMapper<ArticleCount>.Instance.FromEntity(row), row.GetDateTimeOffset(ColumnNames.ModifiedUtc)!.Value);
}
