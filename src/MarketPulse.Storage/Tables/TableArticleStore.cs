using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using MarketPulse.Core.Events;
using MarketPulse.Core.Pipeline;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Storage.Tables;

/// <summary>Articles in <c>articles</c> by day, found by id through <c>articleindex</c>; long texts in blobs.</summary>
internal sealed class TableArticleStore(StorageClients clients, TimeProvider clock) : IArticleStore, IArticleTallies
{
    /// <summary>Longest packed text kept in the row, in bytes.</summary>
    internal const int LongestTextInRow = 48 * 1024;

    private const string TextColumn = "text";
    private const string FactsColumn = "facts";
    private const string PublishedColumn = "publishedutc";
    private const string DayColumn = "day";
    private const string DayFormat = "yyyyMMdd";
    private const string IsEventColumn = "isevent";
    private const string LongestFactsAdvice = "the detector's findings do not fit; shorten the article";

    private static readonly string[] TallyColumns = [ColumnNames.PartitionKey, "feed", "isrelevant", "pairs", "topics"];

    private static readonly EntityMapper<ArticleRow> Mapper = EntityMapper<ArticleRow>.Instance;

    private readonly TableRows _articles = clients.Table(TableNames.Articles);
    private readonly TableRows _index = clients.Table(TableNames.ArticleIndex);
    private readonly BlobContainerClient _texts = clients.Container(ContainerNames.Articles);

    public async Task<bool> AddAsync(Article article, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(article);
        if (!await _index.TryAddAsync(IndexRow(article), cancellationToken))
        {
            TableEntity index = await FindIndexAsync(article.Id, cancellationToken)
                ?? throw new IOException($"The index row of article {article.Id} went while it was read; try again.");
            TableEntity? stored = await FindRowAsync(index, [FactsColumn], cancellationToken);
            if (stored is not null)
            {
                return !stored.ContainsKey(FactsColumn);
            }

            // The first report's time decides the partition, also where the row itself was never written.
            article = article with { Published = index.GetDateTimeOffset(PublishedColumn)!.Value };
        }

        TableEntity row = Mapper.ToEntity(ArticleRow.From(article, facts: null, eventId: null), clock.GetUtcNow());
        byte[] text = ArticleContent.PackText(article.Body);
        if (text.Length <= LongestTextInRow)
        {
            row[TextColumn] = text;
        }
        else
        {
            await _texts.GetBlobClient(article.Id).UploadAsync(BinaryData.FromBytes(text), overwrite: true, cancellationToken);
        }

        await _articles.TryAddAsync(row, cancellationToken);
        return true;
    }

    public async Task<StoredArticle?> FindAsync(string articleId, CancellationToken cancellationToken)
    {
        TableEntity? index = await FindIndexAsync(articleId, cancellationToken);
        TableEntity? stored = index is null ? null : await FindRowAsync(index, select: null, cancellationToken);
        if (stored is null)
        {
            return null;
        }

        byte[] text = stored.GetBinary(TextColumn)
            ?? (await _texts.GetBlobClient(articleId).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
        ArticleRow row = Mapper.FromEntity(stored);
        var article = new Article
        {
            Id = row.ArticleId,
            SourceId = row.SourceId,
            Feed = row.Feed,
            Url = row.Url,
            Publisher = row.Publisher,
            Title = row.Title,
            Body = ArticleContent.UnpackText(text),
            Published = row.PublishedUtc,
            TimeResolution = row.TimeResolution,
            FirstSeen = row.FirstSeenUtc,
        };
        byte[]? facts = stored.GetBinary(FactsColumn);
        return new StoredArticle(article, facts is null ? null : ArticleContent.UnpackFacts(facts), row.EventId);
    }

    public async Task SaveVerdictAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(facts);
        StoredArticle stored = await FindAsync(articleId, cancellationToken)
            ?? throw new PermanentFaultException("unknown_article", $"Article {articleId} is not stored, so its verdict cannot be.");

        // The columns that clustering owns are left alone: it may be writing them now.
        TableEntity row = Mapper.ToEntity(ArticleRow.From(stored.Article, facts, eventId: null), clock.GetUtcNow());
        row.Remove(ColumnNames.EventId);
        row[FactsColumn] = PackFacts(facts, row);
        await _articles.WriteAsync([new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, ETag.All)], cancellationToken);
    }

    public async Task SaveEventsAsync(IReadOnlyCollection<KeyValuePair<string, string?>> eventByArticle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventByArticle);
        var actions = new TableTransactionAction[eventByArticle.Count];
        await Parallel.ForEachAsync(
            eventByArticle.Select((pair, i) => (pair.Key, pair.Value, i)),
            new ParallelOptions { MaxDegreeOfParallelism = clients.Options.MaxParallelRequests, CancellationToken = cancellationToken },
            async (item, token) =>
            {
                TableEntity index = await FindIndexAsync(item.Key, token)
                    ?? throw new PermanentFaultException("unknown_article", $"Article {item.Key} is not stored, so it cannot report event {item.Value}.");
                var row = new TableEntity(index.GetString(DayColumn), TableKey.Encode(item.Key))
                {
                    [ColumnNames.EventId] = item.Value ?? "",
                    [ColumnNames.ModifiedUtc] = clock.GetUtcNow(),
                };
                actions[item.i] = new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, ETag.All);
            });
        await _articles.WriteAsync(actions, cancellationToken);
    }

    public IAsyncEnumerable<ArticleFacts> ReadFactsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ReadAsync(from, to, condition: null, cancellationToken);

    // Of a day's articles few report an event: the service leaves the others out, so that an article costs what its events cost and not what its day does.
    public IAsyncEnumerable<ArticleFacts> ReadReportsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ReadAsync(from, to, $"({IsEventColumn} eq true or {ColumnNames.EventId} ge '0')", cancellationToken);

    private async IAsyncEnumerable<ArticleFacts> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, string? condition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.And(
            TableFilter.Partitions(DayKey(from), DayKey(to)), TableFilter.AtOrAfter(PublishedColumn, from), TableFilter.Before(PublishedColumn, to), condition);
        var day = new List<ArticleFacts>();
        string? partition = null;
        await foreach (TableEntity row in _articles.QueryAsync(filter, [ColumnNames.PartitionKey, FactsColumn], cancellationToken))
        {
            if (row.PartitionKey != partition)
            {
                foreach (ArticleFacts facts in InOrder(day))
                {
                    yield return facts;
                }

                day.Clear();
                partition = row.PartitionKey;
            }

            if (row.GetBinary(FactsColumn) is { } packed
                && ArticleContent.UnpackFacts(packed) is var candidate
                && candidate.Published >= from && candidate.Published < to)
            {
                day.Add(candidate);
            }
        }

        foreach (ArticleFacts facts in InOrder(day))
        {
            yield return facts;
        }
    }

    public async Task<IReadOnlyList<DateOnly>> FindDaysChangedAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var days = new SortedSet<DateOnly>();
        string filter = since == DateTimeOffset.MinValue ? "" : TableFilter.AtOrAfter(ColumnNames.ModifiedUtc, since);
        await foreach (TableEntity row in _articles.QueryAsync(filter, [ColumnNames.PartitionKey], cancellationToken))
        {
            days.Add(Day(row));
        }

        return [.. days];
    }

    public async IAsyncEnumerable<ArticleTally> ReadTalliesAsync(
        DateOnly from, DateOnly to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.Partitions(from.ToString(DayFormat, CultureInfo.InvariantCulture), to.ToString(DayFormat, CultureInfo.InvariantCulture));
        await foreach (TableEntity stored in _articles.QueryAsync(filter, TallyColumns, cancellationToken))
        {
            ArticleRow row = Mapper.FromEntity(stored);
            if (row.IsRelevant is { } isRelevant)
            {
                yield return new ArticleTally(row.Feed, Day(stored), isRelevant, row.Pairs, row.Topics);
            }
        }
    }

    private static DateOnly Day(TableEntity row) => DateOnly.ParseExact(row.PartitionKey, DayFormat, CultureInfo.InvariantCulture);

    private static IEnumerable<ArticleFacts> InOrder(List<ArticleFacts> day) =>
        day.OrderBy(facts => facts.Published).ThenBy(facts => facts.Id, StringComparer.Ordinal);

    private static byte[] PackFacts(ArticleFacts facts, TableEntity row)
    {
        byte[] packed = ArticleContent.PackFacts(facts);
        return packed.Length <= TableLimits.BinaryBytes ? packed : throw RowRefused.Because(TableNames.Articles, row, LongestFactsAdvice);
    }

    private static string DayKey(DateTimeOffset time) => time.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static string IndexPartition(string articleId) => articleId.Length < 2 ? articleId : articleId[..2];

    private TableEntity IndexRow(Article article) => new(TableKey.Encode(IndexPartition(article.Id)), TableKey.Encode(article.Id))
    {
        [DayColumn] = DayKey(article.Published),
        [PublishedColumn] = article.Published.ToUniversalTime(),
        [ColumnNames.ModifiedUtc] = clock.GetUtcNow(),
        ["schemaversion"] = 1,
        ["engineversion"] = Core.Contract.EngineVersion.Current,
    };

    private Task<TableEntity?> FindIndexAsync(string articleId, CancellationToken cancellationToken) =>
        _index.FindAsync(IndexPartition(articleId), articleId, select: null, cancellationToken);

    private Task<TableEntity?> FindRowAsync(TableEntity index, IEnumerable<string>? select, CancellationToken cancellationToken) =>
        _articles.FindAsync(index.GetString(DayColumn), TableKey.Decode(index.RowKey), select, cancellationToken);
}
