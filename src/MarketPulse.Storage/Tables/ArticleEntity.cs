using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;

namespace MarketPulse.Storage.Tables;

/// <summary>Converts articles, verdicts and attributions to the rows of <c>articles</c> and <c>articleindex</c>, and back.</summary>
internal static class ArticleEntity
{
    /// <summary>Longest compressed text that is stored in the row, in bytes.</summary>
    public const int LongestTextInRow = 48 * 1024;

    /// <summary>Column of the index that marks a forgotten article, which must not be stored again.</summary>
    public const string ForgottenColumn = "forgottenutc";

    /// <summary>Column with the <see cref="TextState"/> of an article; absent while the text is complete.</summary>
    public const string TextStateColumn = "textstate";

    /// <summary>
    /// Partition of the index that lists, under the day on which they were first seen, the days of articles that were seen late.
    /// </summary>
    public const string LatePartition = "late";

    public const string TextColumn = "text";
    public const string FactsColumn = "facts";
    public const string PublishedColumn = "publishedutc";
    public const string DayColumn = "day";
    public const string IsEventColumn = "isevent";
    public const string FirstSeenColumn = "firstseenutc";
    public const string UnfinishedColumn = "unfinished";
    private const string FactsTooLong = "the detector's findings are too long; shorten the article";

    private const char Separator = '|';

    /// <summary>
    /// Columns that a verdict must not write: those of the article itself, and that of clustering, which may be running at the same time.
    /// </summary>
    private static readonly string[] OtherColumns =
    [
        "articleid", "sourceid", "feed", "url", "publisher", "title", PublishedColumn, "timeresolution", FirstSeenColumn,
        ColumnNames.EventId,
    ];

    private static readonly EntityMapper<ArticleRow> Mapper = EntityMapper<ArticleRow>.Instance;

    /// <summary>Converts a complete row to an article.</summary>
    public static StoredArticle ToArticle(TableEntity stored, byte[] text)
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

    // The time under which the article was first stored decides, in rows of earlier releases too.
    public static ArticleFacts? FactsOf(TableEntity row) => row.GetBinary(FactsColumn) is { } packed
        ? ArticleContent.UnpackFacts(packed) with { Published = row.GetDateTimeOffset(PublishedColumn)!.Value }
        : null;

    public static string[] UnfinishedOf(TableEntity row) => row.GetBinary(UnfinishedColumn) is { Length: > 0 } packed
        ? ArticleContent.UnpackText(packed).Split(Separator)
        : [];

    public static string? EventIdOf(TableEntity row) => row.GetString(ColumnNames.EventId) is { Length: > 0 } eventId ? eventId : null;

    public static TableEntity AttributionRow(EventAttribution attribution, DateTimeOffset now)
    {
        var row = new TableEntity(ArticleKeys.Day(attribution.Day), TableKey.Encode(attribution.ArticleId))
        {
            [ColumnNames.EventId] = attribution.EventId ?? "",
            [ColumnNames.ModifiedUtc] = now,
        };
        if (attribution.Unfinished is { } events)
        {
            row[UnfinishedColumn] = events.Count == 0 ? [] : ArticleContent.PackText(string.Join(Separator, events));
        }

        return row;
    }

    public static PackedArticle Pack(NewArticle given, DateTimeOffset now)
    {
        TableEntity row = Mapper.ToEntity(new StoredArticle(given.Article, given.QuietFacts, EventId: null).ToRow(), now);
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

    public static TableEntity VerdictRow(string partition, string articleId, ArticleFacts facts, DateTimeOffset now)
    {
        var article = new Article { Id = articleId, Feed = facts.Feed, Title = facts.Title, Published = facts.Published };
        TableEntity row = Mapper.ToEntity(new StoredArticle(article, facts, EventId: null).ToRow(), now);
        row.PartitionKey = partition;
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

    /// <summary>The row by which an article is found by its id.</summary>
    public static TableEntity IndexRow(Article article, DateTimeOffset now) => new(
        TableKey.Encode(IndexPartition(article.Id)), TableKey.Encode(article.Id))
    {
        [DayColumn] = ArticleKeys.Day(article.Published),
        [PublishedColumn] = article.Published.ToUniversalTime(),
        [ColumnNames.ModifiedUtc] = now,
        ["schemaversion"] = 1,
        ["engineversion"] = EngineVersion.Current,
    };

    /// <summary>The row that lists the day of an article under the day on which it was first seen; null if it was seen in time.</summary>
    public static TableEntity? LateRow(DateTimeOffset firstSeen, DateTimeOffset published) =>
        firstSeen.UtcDateTime.Date > published.UtcDateTime.Date.AddDays(1)
            ? new TableEntity(LatePartition, $"{ArticleKeys.Day(firstSeen)}|{ArticleKeys.Day(published)}")
            {
                [DayColumn] = ArticleKeys.Day(published),
                [ColumnNames.ModifiedUtc] = firstSeen.ToUniversalTime(),
                ["schemaversion"] = 1,
                ["engineversion"] = EngineVersion.Current,
            }
            : null;

    public static string IndexPartition(string articleId) => articleId.Length < 2 ? articleId : articleId[..2];
}
