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
        string partition = ArticleKeys.Day(day);
        string condition = TableFilter.And(
            TableFilter.Before(TableArticleStore.PublishedColumn, end), "(isrelevant eq true or isrelevant eq false)");
        DateTimeOffset? last = null;
        foreach (string key in new[] { partition, ArticleKeys.Quiet(partition) })
        {
            string filter = TableFilter.And(TableFilter.Partition(key), condition);
            await foreach (TableEntity row in _articles.QueryAsync(filter, [TableArticleStore.PublishedColumn], cancellationToken))
            {
                DateTimeOffset published = row.GetDateTimeOffset(TableArticleStore.PublishedColumn)!.Value;
                last = last > published ? last : published;
            }
        }

        return last;
    }

    public async IAsyncEnumerable<ArticleTally> ReadTalliesAsync(
        DateOnly from, DateOnly to, DateTimeOffset? seenBy, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string first = ArticleKeys.Day(from), last = ArticleKeys.Day(to);
        string? seen = seenBy is { } time ? TableFilter.AtOrBefore(TableArticleStore.FirstSeenColumn, time) : null;
        var underDay = new HashSet<string>(StringComparer.Ordinal);
        foreach (string partitions in new[]
        {
            TableFilter.Partitions(first, last), TableFilter.Partitions(ArticleKeys.Quiet(first), ArticleKeys.Quiet(last)),
        })
        {
            await foreach (TableEntity stored in _articles.QueryAsync(TableFilter.And(partitions, seen), Columns, cancellationToken))
            {
                if (ArticleKeys.IsQuiet(stored) ? !underDay.Contains(stored.RowKey) : underDay.Add(stored.RowKey))
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
