using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Reads what the tension index counts of the articles in <c>articles</c>.</summary>
internal sealed class TableArticleTallies(StorageClients clients) : IArticleTallies
{
    private static readonly string[] Columns =
        [ColumnNames.PartitionKey, ColumnNames.RowKey, "feed", "isrelevant", "pairs", "topics"];

    private readonly TableRows _articles = clients.Table(TableNames.Articles);

    public async Task<DateTimeOffset?> FindLastPublishedAsync(DateOnly day, DateTimeOffset end, CancellationToken cancellationToken)
    {
        // An article has a relevance once it is classified.
        string condition = TableFilter.And(
            TableFilter.Before(ArticleEntity.PublishedColumn, end), "(isrelevant eq true or isrelevant eq false)");
        DateTimeOffset? last = null;
        foreach (string partition in ArticleKeys.PartitionsOf(day))
        {
            string filter = TableFilter.And(TableFilter.Partition(partition), condition);
            await foreach (TableEntity row in _articles.QueryAsync(filter, [ArticleEntity.PublishedColumn], cancellationToken))
            {
                DateTimeOffset published = row.GetDateTimeOffset(ArticleEntity.PublishedColumn)!.Value;
                last = last > published ? last : published;
            }
        }

        return last;
    }

    public async IAsyncEnumerable<ArticleTally> ReadTalliesAsync(
        DateOnly from, DateOnly to, DateTimeOffset? seenBy, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string first = ArticleKeys.Day(from), last = ArticleKeys.Day(to);
        string? seen = seenBy is { } time ? TableFilter.AtOrBefore(ArticleEntity.FirstSeenColumn, time) : null;
        var underDay = new HashSet<string>(StringComparer.Ordinal);
        foreach (string partitions in new[]
        {
            TableFilter.Partitions(first, last), TableFilter.Partitions(ArticleKeys.Quiet(first), ArticleKeys.Quiet(last)),
        })
        {
            await foreach (TableEntity stored in _articles.QueryAsync(TableFilter.And(partitions, seen), Columns, cancellationToken))
            {
                if (ArticleKeys.Counts(stored, underDay))
                {
                    ArticleRow row = EntityMapper<ArticleRow>.Instance.FromEntity(stored);
                    if (row.IsRelevant is { } isRelevant)
                    {
                        yield return new ArticleTally(row.Feed, ArticleKeys.DayOf(stored), isRelevant, row.Pairs, row.Topics);
                    }
                }
            }
        }
    }
}
