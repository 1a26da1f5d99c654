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
    /// <summary>Longest compressed text that is stored in the row, in bytes.</summary>
    internal const int LongestTextInRow = 48 * 1024;

    /// <summary>Column of the index that marks a forgotten article, which must not be stored again.</summary>
    internal const string ForgottenColumn = "forgottenutc";

    /// <summary>Column with the <see cref="TextState"/> of an article; absent while the text is complete.</summary>
    internal const string TextStateColumn = "textstate";

    /// <summary>
    /// Partition of the index that lists, under the day on which they were first seen, the days of articles that were seen late.
    /// </summary>
    internal const string LatePartition = "late";

    internal const string TextColumn = "text";
    internal const string FactsColumn = "facts";
    internal const string PublishedColumn = "publishedutc";
    internal const string DayColumn = "day";
    internal const string IsEventColumn = "isevent";
    internal const string FirstSeenColumn = "firstseenutc";
    internal const string UnfinishedColumn = "unfinished";
    private const string FactsTooLong = "the detector's findings are too long; shorten the article";

    private const char Separator = '|';

    private static readonly string[] AttributionColumns =
        [ColumnNames.PartitionKey, ColumnNames.RowKey, ColumnNames.EventId, UnfinishedColumn];

    private static readonly string[] ReportColumns =
        [ColumnNames.PartitionKey, PublishedColumn, ColumnNames.EventId, FactsColumn, UnfinishedColumn];

    /// <summary>
    /// Columns that a verdict must not write: those of the article itself, and that of clustering, which may be running at the same time.
    /// </summary>
    private static readonly string[] OtherColumns =
    [
        "articleid", "sourceid", "feed", "url", "publisher", "title", PublishedColumn, "timeresolution", FirstSeenColumn,
        ColumnNames.EventId,
    ];

    private static readonly EntityMapper<ArticleRow> Mapper = EntityMapper<ArticleRow>.Instance;

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
                if (index.ContainsKey(ForgottenColumn))
                {
                    classified[article.Id] = true;
                }
                else if (await FindRowAsync(index, [ColumnNames.PartitionKey, FactsColumn], article.IsQuiet, token) is { } stored)
                {
                    classified[article.Id] = stored.ContainsKey(FactsColumn);
                }
                else
                {
                    // The time of the first report decides the partition, even if the row itself was never written.
                    missing.Add(Pack(article.Given with { Article = AtTimeOf(index, article.Article) }));
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

        return ToArticle(stored, await ReadTextAsync(_texts, stored, cancellationToken));
    }

    /// <summary>Reads the compressed text of an article from its row or blob.</summary>
    internal static async Task<byte[]> ReadTextAsync(BlobContainerClient texts, TableEntity stored, CancellationToken cancellationToken) =>
        stored.GetBinary(TextColumn)
            ?? (await texts.GetBlobClient(TableKey.Decode(stored.RowKey)).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();

    /// <summary>Converts a complete row to an article.</summary>
    internal static StoredArticle ToArticle(TableEntity stored, byte[] text)
    {
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
        return new StoredArticle(article, FactsOf(stored), row.EventId)
        {
            EngineVersion = row.EngineVersion,
            Text = stored.GetString(TextStateColumn) is { } state ? Codes<TextState>.Parse(state) : TextState.Full,
            Unfinished = UnfinishedOf(stored),
        };
    }

    public async Task SaveVerdictAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(facts);
        string day = ArticleKeys.Day(facts.Published);
        if (await TrySaveVerdictAsync(day, articleId, facts, cancellationToken))
        {
            return;
        }

        // The article is stored under the day of another report, or not at all.
        string? first = (await FindIndexAsync(articleId, cancellationToken))?.GetString(DayColumn);
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
            _articles, [.. attributions.Select(AttributionRow)], ReadAsync, (row, stored) => Assign(byRow[row.RowKey], row, stored),
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
                [UnfinishedColumn] = Array.Empty<byte>(),
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
            TableFilter.AtOrAfter(PublishedColumn, from),
            TableFilter.Before(PublishedColumn, to),
            $"({IsEventColumn} eq true or {ColumnNames.EventId} ge '0')");
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

            if (FactsOf(row) is { } facts && facts.Published >= from && facts.Published < to)
            {
                string? eventId = NullIfEmpty(row.GetString(ColumnNames.EventId));
                day.Add(new StoredReport(facts, eventId) { Unfinished = UnfinishedOf(row) });
            }
        }

        foreach (StoredReport report in InOrder(day))
        {
            yield return report;
        }
    }

    private static IEnumerable<StoredReport> InOrder(List<StoredReport> day) =>
        day.OrderBy(report => report.Facts.Published).ThenBy(report => report.Facts.Id, StringComparer.Ordinal);

    // The time under which the article was first stored decides, in rows of earlier releases too.
    private static ArticleFacts? FactsOf(TableEntity row) => row.GetBinary(FactsColumn) is { } packed
        ? ArticleContent.UnpackFacts(packed) with { Published = row.GetDateTimeOffset(PublishedColumn)!.Value }
        : null;

    private static string[] UnfinishedOf(TableEntity row) => row.GetBinary(UnfinishedColumn) is { Length: > 0 } packed
        ? ArticleContent.UnpackText(packed).Split(Separator)
        : [];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private TableEntity AttributionRow(EventAttribution attribution)
    {
        var row = new TableEntity(ArticleKeys.Day(attribution.Day), TableKey.Encode(attribution.ArticleId))
        {
            [ColumnNames.EventId] = attribution.EventId ?? "",
            [ColumnNames.ModifiedUtc] = clock.GetUtcNow(),
        };
        if (attribution.Unfinished is { } events)
        {
            row[UnfinishedColumn] = events.Count == 0 ? [] : ArticleContent.PackText(string.Join(Separator, events));
        }

        return row;
    }

    /// <summary>The action that assigns an article to its event; null if its row says so already.</summary>
    private static TableTransactionAction? Assign(EventAttribution attribution, TableEntity row, TableEntity? stored)
    {
        if (stored is null)
        {
            throw new PermanentFaultException(
                "unknown_article", $"Article {attribution.ArticleId} is not stored, so it cannot report event {attribution.EventId}.");
        }

        string? current = NullIfEmpty(stored.GetString(ColumnNames.EventId));
        if (current == attribution.EventId && (attribution.Unfinished ?? UnfinishedOf(stored)).SequenceEqual(UnfinishedOf(stored)))
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
        article with { Published = index.GetDateTimeOffset(PublishedColumn)!.Value };

    private static string IndexPartition(string articleId) => articleId.Length < 2 ? articleId : articleId[..2];

    private (List<PackedArticle> Given, List<RefusedArticle> Refused) Pack(IEnumerable<NewArticle> articles)
    {
        var given = new List<PackedArticle>();
        var refused = new List<RefusedArticle>();
        foreach (NewArticle article in articles)
        {
            try
            {
                PackedArticle packed = Pack(article);
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

    private PackedArticle Pack(NewArticle given)
    {
        TableEntity row = Mapper.ToEntity(new StoredArticle(given.Article, given.QuietFacts, EventId: null).ToRow(), clock.GetUtcNow());
        if (given.QuietFacts is { } facts)
        {
            row.PartitionKey = ArticleKeys.Quiet(row.PartitionKey);
            row[FactsColumn] = PackFacts(row, facts);
        }

        byte[] text = ArticleContent.PackText(given.Article.Body);
        if (text.Length > LongestTextInRow)
        {
            return new PackedArticle(given, row, text);
        }

        row[TextColumn] = text;
        return new PackedArticle(given, row, TextForBlob: null);
    }

    private async Task WriteAsync(IReadOnlyCollection<PackedArticle> articles, CancellationToken cancellationToken)
    {
        // Retention follows the days of publication, and finds articles that came later through these rows.
        await _index.WriteAsync(
            articles.Select(article => LateRow(article.Article.FirstSeen, article.Article.Published)).OfType<TableEntity>()
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
            [.. articles.Select(article => IndexRow(article.Article))],
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

    private TableEntity VerdictRow(string day, string articleId, ArticleFacts facts)
    {
        var article = new Article { Id = articleId, Feed = facts.Feed, Title = facts.Title, Published = facts.Published };
        TableEntity row = Mapper.ToEntity(new StoredArticle(article, facts, EventId: null).ToRow(), clock.GetUtcNow());
        row.PartitionKey = day;
        foreach (string column in OtherColumns)
        {
            row.Remove(column);
        }

        row[FactsColumn] = PackFacts(row, facts);
        return row;
    }

    private static byte[] PackFacts(TableEntity row, ArticleFacts facts)
    {
        byte[] packed = ArticleContent.PackFacts(facts);
        return packed.Length <= TableLimits.BinaryBytes ? packed : throw RowRefused.Because(TableNames.Articles, row, FactsTooLong);
    }

    private TableEntity IndexRow(Article article) => new(TableKey.Encode(IndexPartition(article.Id)), TableKey.Encode(article.Id))
    {
        [DayColumn] = ArticleKeys.Day(article.Published),
        [PublishedColumn] = article.Published.ToUniversalTime(),
        [ColumnNames.ModifiedUtc] = clock.GetUtcNow(),
        ["schemaversion"] = 1,
        ["engineversion"] = EngineVersion.Current,
    };

    /// <summary>The row that lists the day of an article under the day on which it was first seen; null if it was seen in time.</summary>
    internal static TableEntity? LateRow(DateTimeOffset firstSeen, DateTimeOffset published) =>
        firstSeen.UtcDateTime.Date > published.UtcDateTime.Date.AddDays(1)
            ? new TableEntity(LatePartition, $"{ArticleKeys.Day(firstSeen)}|{ArticleKeys.Day(published)}")
            {
                [DayColumn] = ArticleKeys.Day(published),
                [ColumnNames.ModifiedUtc] = firstSeen.ToUniversalTime(),
                ["schemaversion"] = 1,
                ["engineversion"] = EngineVersion.Current,
            }
            : null;

    private Task<TableEntity?> FindIndexAsync(string articleId, CancellationToken cancellationToken) =>
        _index.FindAsync(IndexPartition(articleId), articleId, select: null, cancellationToken);

    private async Task<TableEntity?> FindRowAsync(
        TableEntity index, IEnumerable<string>? select, bool quietFirst, CancellationToken cancellationToken)
    {
        string articleId = TableKey.Decode(index.RowKey), day = index.GetString(DayColumn), quiet = ArticleKeys.Quiet(day);
        return await _articles.FindAsync(quietFirst ? quiet : day, articleId, select, cancellationToken)
            ?? await _articles.FindAsync(quietFirst ? day : quiet, articleId, select, cancellationToken);
    }

    /// <summary>Stores a verdict on an article of a day.</summary>
    /// <returns>False if the article is not stored under that day.</returns>
    private async Task<bool> TrySaveVerdictAsync(string day, string articleId, ArticleFacts facts, CancellationToken cancellationToken)
    {
        string quiet = ArticleKeys.Quiet(day);
        if (!facts.Verdict.IsEvent)
        {
            return await _verdicts.TryWriteAsync(Merge(VerdictRow(day, articleId, facts)), cancellationToken)
                || await _verdicts.TryWriteAsync(Merge(VerdictRow(quiet, articleId, facts)), cancellationToken);
        }

        if (await _verdicts.TryWriteAsync(Merge(VerdictRow(day, articleId, facts)), cancellationToken))
        {
            return true;
        }

        if (await _articles.FindAsync(quiet, articleId, select: null, cancellationToken) is not { } row)
        {
            return false;
        }

        var moved = new TableEntity(row);
        moved.Remove(ColumnNames.ETag);
        moved.Remove(ColumnNames.Timestamp);
        foreach ((string column, object value) in VerdictRow(day, articleId, facts))
        {
            moved[column] = value;
        }

        // The new row hides the old one, so a run that stops in between loses and counts nothing twice.
        await _articles.WriteAsync([new TableTransactionAction(TableTransactionActionType.UpsertReplace, moved)], cancellationToken);
        await _articles.WriteAsync([new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)], cancellationToken);
        return true;
    }

    /// <summary>An article ready to be stored.</summary>
    /// <param name="Given">The article as it was given.</param>
    /// <param name="Row">Its row.</param>
    /// <param name="TextForBlob">Its compressed text if it is too long for the row; otherwise null.</param>
    private sealed record PackedArticle(NewArticle Given, TableEntity Row, byte[]? TextForBlob)
    {
        public Article Article => Given.Article;

        public string Id => Article.Id;

        public bool IsQuiet => Given.QuietFacts is not null;
    }
}
