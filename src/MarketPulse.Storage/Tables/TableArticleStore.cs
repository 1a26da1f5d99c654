using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Stores articles in <c>articles</c> by day, those that report no event in partitions of their own, with an index by id in
/// <c>articleindex</c> and long texts in blobs.
/// </summary>
internal sealed class TableArticleStore(StorageClients clients, TimeProvider clock) : IArticleStore
{
    private static readonly string[] AttributionColumns =
        [ColumnNames.PartitionKey, ColumnNames.RowKey, ColumnNames.EventId, ArticleEntity.UnfinishedColumn];

    private static readonly string[] StateColumns = [ColumnNames.PartitionKey, ArticleEntity.FactsColumn];

    private static readonly string[] ReportColumns =
    [
        ColumnNames.PartitionKey, ArticleEntity.PublishedColumn, ColumnNames.EventId, ArticleEntity.FactsColumn,
        ArticleEntity.UnfinishedColumn,
    ];

    private readonly TableRows _articles = clients.Table(TableNames.Articles);
    private readonly GatheredWriter _verdicts = new(clients.Table(TableNames.Articles));
    private readonly TableRows _index = clients.Table(TableNames.ArticleIndex);
    private readonly BlobContainerClient _texts = clients.Container(ContainerNames.Articles);

    public async Task<AddedArticles> AddAsync(IReadOnlyCollection<NewArticle> articles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(articles);
        (List<PackedArticle> given, List<RefusedArticle> refused) =
            Pack(articles.DistinctBy(article => article.Id, StringComparer.Ordinal));
        IReadOnlyDictionary<string, TableEntity> known = await AddToIndexAsync(given, cancellationToken);
        var classified = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var missing = new ConcurrentBag<PackedArticle>(given.Where(article => !known.ContainsKey(article.Id)));
        await clients.ForEachAsync(
            given.Where(article => known.ContainsKey(article.Id)),
            async (article, token) =>
            {
                TableEntity index = known[article.Id];
                if (index.ContainsKey(ArticleEntity.ForgottenColumn))
                {
                    classified[article.Id] = true;
                }
                else if (await FindRowAsync(index, StateColumns, article.IsQuiet, token) is { } stored)
                {
                    classified[article.Id] = stored.ContainsKey(ArticleEntity.FactsColumn);
                }
                else
                {
                    // The time of the first report decides the partition, even if the row itself was never written.
                    NewArticle first = article.Given with { Article = AtTimeOf(index, article.Article) };
                    missing.Add(ArticleEntity.Pack(first, clock.GetUtcNow()));
                }
            },
            cancellationToken);
        await WriteAsync(missing, cancellationToken);
        PackedArticle[] unclassified = [.. given.Where(article => !classified.GetValueOrDefault(article.Id))];
        HashSet<string> quiet = missing.Where(article => article.IsQuiet).Select(article => article.Id).ToHashSet(StringComparer.Ordinal);
        IEnumerable<Article> waiting = unclassified.Where(article => !quiet.Contains(article.Id))
            .Select(article => known.TryGetValue(article.Id, out TableEntity? index) ? AtTimeOf(index, article.Article) : article.Article);
        return new AddedArticles(unclassified.Length, [.. waiting], refused);
    }

    public async Task<StoredArticle?> FindAsync(string articleId, DateOnly? day, CancellationToken cancellationToken)
    {
        TableEntity? stored = day is null
            ? null
            : await _articles.FindAsync(ArticleKeys.Day(day.Value), articleId, select: null, cancellationToken);
        if (stored is null)
        {
            TableEntity? index = await FindIndexAsync(articleId, cancellationToken);
            stored = index is null ? null : await FindRowAsync(index, select: null, quietFirst: false, cancellationToken);
        }

        if (stored is null)
        {
            return null;
        }

        return ArticleEntity.ToArticle(stored, await ReadTextAsync(_texts, stored, cancellationToken));
    }

    /// <summary>Reads the compressed text of an article from its row or blob.</summary>
    internal static async Task<byte[]> ReadTextAsync(BlobContainerClient texts, TableEntity stored, CancellationToken cancellationToken) =>
        stored.GetBinary(ArticleEntity.TextColumn)
            ?? (await texts.GetBlobClient(TableKey.Decode(stored.RowKey)).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();

    public async Task SaveVerdictAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(facts);
        string day = ArticleKeys.Day(facts.Published);
        if (await TrySaveVerdictAsync(day, articleId, facts, cancellationToken))
        {
            return;
        }

        // The article is stored under the day of another report, or not at all.
        string? first = (await FindIndexAsync(articleId, cancellationToken))?.GetString(ArticleEntity.DayColumn);
        if (first is null || first == day || !await TrySaveVerdictAsync(first, articleId, facts, cancellationToken))
        {
            throw new PermanentFaultException("unknown_article", $"Article {articleId} is not stored, so its verdict cannot be stored.");
        }
    }

    public Task SaveEventsAsync(IReadOnlyCollection<EventAttribution> attributions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attributions);
        Dictionary<string, EventAttribution> byRow =
            attributions.ToDictionary(one => TableKey.Encode(one.ArticleId), StringComparer.Ordinal);
        return GuardedWriter.WriteAsync(
            _articles,
            [.. attributions.Select(one => ArticleEntity.AttributionRow(one, clock.GetUtcNow()))],
            ReadAsync,
            (row, stored) => Assign(byRow[row.RowKey], row, stored),
            cancellationToken);

        async Task<IReadOnlyCollection<TableEntity>> ReadAsync(IReadOnlyCollection<TableEntity> pending)
        {
            var stored = new ConcurrentBag<TableEntity>();
            await clients.ForEachAsync(
                pending,
                async (row, token) =>
                {
                    if (await _articles.FindAsync(row.PartitionKey, TableKey.Decode(row.RowKey), AttributionColumns, token) is { } found)
                    {
                        stored.Add(found);
                    }
                },
                cancellationToken);
            return stored;
        }
    }

    public Task SetFinishedAsync(IReadOnlyCollection<ArticleFacts> articles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(articles);
        return _articles.WriteAsync(
            articles.Select(article => Merge(new TableEntity(ArticleKeys.Day(article.Published), TableKey.Encode(article.Id))
            {
                [ArticleEntity.UnfinishedColumn] = Array.Empty<byte>(),
                [ColumnNames.ModifiedUtc] = clock.GetUtcNow(),
            })),
            cancellationToken);
    }

    public async IAsyncEnumerable<StoredReport> ReadReportsAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Versions before 6 stored all articles of a day together, of which few report an event.
        string filter = TableFilter.And(
            TableFilter.Partitions(ArticleKeys.Day(from), ArticleKeys.Day(to)),
            TableFilter.AtOrAfter(ArticleEntity.PublishedColumn, from),
            TableFilter.Before(ArticleEntity.PublishedColumn, to),
            $"({ArticleEntity.IsEventColumn} eq true or {ColumnNames.EventId} ge '0')");
        var day = new List<StoredReport>();
        string? partition = null;
        await foreach (TableEntity row in _articles.QueryAsync(filter, ReportColumns, cancellationToken))
        {
            if (row.PartitionKey != partition)
            {
                foreach (StoredReport report in InOrder(day))
                {
                    yield return report;
                }

                day.Clear();
                partition = row.PartitionKey;
            }

            if (ArticleEntity.FactsOf(row) is { } facts && facts.Published >= from && facts.Published < to)
            {
                string? eventId = ArticleEntity.EventIdOf(row);
                day.Add(new StoredReport(facts, eventId) { Unfinished = ArticleEntity.UnfinishedOf(row) });
            }
        }

        foreach (StoredReport report in InOrder(day))
        {
            yield return report;
        }
    }

    private static IEnumerable<StoredReport> InOrder(List<StoredReport> day) =>
        day.OrderBy(report => report.Facts.Published).ThenBy(report => report.Facts.Id, StringComparer.Ordinal);

    /// <summary>The action that assigns an article to its event; null if its row says so already.</summary>
    private static TableTransactionAction? Assign(EventAttribution attribution, TableEntity row, TableEntity? stored)
    {
        if (stored is null)
        {
            throw new PermanentFaultException(
                "unknown_article", $"Article {attribution.ArticleId} is not stored, so it cannot report event {attribution.EventId}.");
        }

        string? current = ArticleEntity.EventIdOf(stored);
        string[] unfinished = ArticleEntity.UnfinishedOf(stored);
        if (current == attribution.EventId && (attribution.Unfinished ?? unfinished).SequenceEqual(unfinished))
        {
            return null;
        }

        return current == attribution.Before
            ? new TableTransactionAction(TableTransactionActionType.UpdateMerge, row, stored.ETag)
            : throw new StaleRunException(
                $"Article {attribution.ArticleId} was assigned to event {current} since this run read it, so this one starts over.");
    }

    private static TableTransactionAction Merge(TableEntity row) => new(TableTransactionActionType.UpdateMerge, row, ETag.All);

    private static Article AtTimeOf(TableEntity index, Article article) =>
        article with { Published = index.GetDateTimeOffset(ArticleEntity.PublishedColumn)!.Value };

    private (List<PackedArticle> Given, List<RefusedArticle> Refused) Pack(IEnumerable<NewArticle> articles)
    {
        var given = new List<PackedArticle>();
        var refused = new List<RefusedArticle>();
        DateTimeOffset now = clock.GetUtcNow();
        foreach (NewArticle article in articles)
        {
            try
            {
                PackedArticle packed = ArticleEntity.Pack(article, now);
                TableLimits.Check(TableNames.Articles, packed.Row);
                given.Add(packed);
            }
            catch (PermanentFaultException fault)
            {
                refused.Add(new RefusedArticle(article.Article, fault));
            }
        }

        return (given, refused);
    }

    private async Task WriteAsync(IReadOnlyCollection<PackedArticle> articles, CancellationToken cancellationToken)
    {
        // Retention follows the days of publication, and finds articles that came later through these rows.
        await _index.WriteAsync(
            articles.Select(article => ArticleEntity.LateRow(article.Article.FirstSeen, article.Article.Published)).OfType<TableEntity>()
                .DistinctBy(row => row.RowKey)
                .Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
            cancellationToken);

        // Texts before rows, so that a stored article always has its text.
        await clients.ForEachAsync(
            articles.Where(article => article.TextForBlob is not null),
            (article, token) => _texts
                .GetBlobClient(article.Id)
                .UploadAsync(BinaryData.FromBytes(article.TextForBlob!), overwrite: true, token),
            cancellationToken);
        IReadOnlyCollection<TableTransactionAction> undone = await _articles.TryWriteAsync(
            articles.Select(article => new TableTransactionAction(TableTransactionActionType.Add, article.Row)), cancellationToken);
        await clients.ForEachAsync(undone, (action, token) => _articles.TryAddAsync((TableEntity)action.Entity, token), cancellationToken);
    }

    /// <summary>Adds articles to the index.</summary>
    /// <returns>The index rows that existed before, by article id.</returns>
    private async Task<IReadOnlyDictionary<string, TableEntity>> AddToIndexAsync(
        IReadOnlyList<PackedArticle> articles, CancellationToken cancellationToken)
    {
        var known = new ConcurrentDictionary<string, TableEntity>(StringComparer.Ordinal);
        bool isFirstAttempt = true;
        await GuardedWriter.WriteAsync(
            _index,
            [.. articles.Select(article => ArticleEntity.IndexRow(article.Article, clock.GetUtcNow()))],
            async pending =>
            {
                // Most articles are new, so the first attempt adds them without reading.
                if (isFirstAttempt)
                {
                    isFirstAttempt = false;
                    return [];
                }

                var stored = new ConcurrentBag<TableEntity>();
                await clients.ForEachAsync(
                    pending.Select(row => TableKey.Decode(row.RowKey)),
                    async (articleId, token) =>
                    {
                        if (await FindIndexAsync(articleId, token) is { } row)
                        {
                            stored.Add(row);
                            known[articleId] = row;
                        }
                    },
                    cancellationToken);
                return stored;
            },
            static (row, stored) => stored is null ? GuardedWriter.Put(row, stored: null) : null,
            cancellationToken);
        return known;
    }

    private Task<TableEntity?> FindIndexAsync(string articleId, CancellationToken cancellationToken) =>
        _index.FindAsync(ArticleEntity.IndexPartition(articleId), articleId, select: null, cancellationToken);

    private async Task<TableEntity?> FindRowAsync(
        TableEntity index, IEnumerable<string>? select, bool quietFirst, CancellationToken cancellationToken)
    {
        string articleId = TableKey.Decode(index.RowKey), day = index.GetString(ArticleEntity.DayColumn), quiet = ArticleKeys.Quiet(day);
        return await _articles.FindAsync(quietFirst ? quiet : day, articleId, select, cancellationToken)
            ?? await _articles.FindAsync(quietFirst ? day : quiet, articleId, select, cancellationToken);
    }

    /// <summary>Stores a verdict on an article of a day.</summary>
    /// <returns>False if the article is not stored under that day.</returns>
    private async Task<bool> TrySaveVerdictAsync(string day, string articleId, ArticleFacts facts, CancellationToken cancellationToken)
    {
        string quiet = ArticleKeys.Quiet(day);
        TableEntity verdict = ArticleEntity.VerdictRow(day, articleId, facts, clock.GetUtcNow());
        if (await _verdicts.TryWriteAsync(Merge(verdict), cancellationToken))
        {
            return true;
        }

        if (!facts.Verdict.IsEvent)
        {
            return await _verdicts.TryWriteAsync(
                Merge(ArticleEntity.VerdictRow(quiet, articleId, facts, clock.GetUtcNow())), cancellationToken);
        }

        if (await _articles.FindAsync(quiet, articleId, select: null, cancellationToken) is not { } row)
        {
            return false;
        }

        var moved = new TableEntity(row);
        moved.Remove(ColumnNames.ETag);
        moved.Remove(ColumnNames.Timestamp);
        foreach ((string column, object value) in verdict)
        {
            moved[column] = value;
        }

        // The new row hides the old one, so a run that stops in between loses and counts nothing twice.
        await _articles.WriteAsync([new TableTransactionAction(TableTransactionActionType.UpsertReplace, moved)], cancellationToken);
        await _articles.WriteAsync([new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)], cancellationToken);
        return true;
    }
}
