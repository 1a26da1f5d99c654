using Azure.Data.Tables;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.Schema;

/// <summary>
/// Lists the days of articles that were first seen late in <c>articleindex</c>, as storing an article does since version 2, so that
/// retention finds those that were stored before.
/// </summary>
internal static class LateArticles
{
    private const int RowsAtOnce = 1000;

    private static readonly string[] Columns =
        [ColumnNames.PartitionKey, ArticleEntity.PublishedColumn, ArticleEntity.FirstSeenColumn];

    public static async Task ListAsync(StorageClients clients, Action<long> report, CancellationToken cancellationToken)
    {
        TableRows index = clients.Table(TableNames.ArticleIndex);
        long read = 0;
        var listed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (TableEntity[] some in clients.Table(TableNames.Articles).QueryAsync("", Columns, cancellationToken)
            .Chunk(RowsAtOnce).WithCancellation(cancellationToken))
        {
            await index.WriteAsync(
                some.Select(Late).OfType<TableEntity>().Where(row => listed.Add(row.RowKey))
                    .Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
                cancellationToken);
            report(read += some.Length);
        }
    }

    private static TableEntity? Late(TableEntity article) =>
        article.GetDateTimeOffset(ArticleEntity.FirstSeenColumn) is { } firstSeen
            && article.GetDateTimeOffset(ArticleEntity.PublishedColumn) is { } published
            ? ArticleEntity.LateRow(firstSeen, published)
            : null;
}
