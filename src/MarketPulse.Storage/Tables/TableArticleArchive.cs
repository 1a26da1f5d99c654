using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;

namespace MarketPulse.Storage.Tables;

/// <summary>Shortens, blanks and forgets articles in <c>articles</c>, <c>articleindex</c> and the container of long texts.</summary>
internal sealed class TableArticleArchive(StorageClients clients, TimeProvider clock) : IArticleArchive
{
    /// <summary>Number of characters that remain of a shortened text.</summary>
    internal const int CharactersKept = 500;

    private const int RowsAtOnce = 500;

    /// <summary>Column that marks a row whose text was in a blob that may not be deleted yet.</summary>
    private const string HadBlobColumn = "hadblob";

    private const string FeedColumn = "feed";

    /// <summary>Columns that hold a part of the article's content or an address.</summary>
    private static readonly string[] ContentColumns = ["title", "url", "publisher", "sourceid"];

    private readonly TableRows _articles = clients.Table(TableNames.Articles);
    private readonly TableRows _index = clients.Table(TableNames.ArticleIndex);
    private readonly BlobContainerClient _texts = clients.Container(ContainerNames.Articles);

    public async Task<IReadOnlyList<DateOnly>> FindDaysAsync(DateOnly? after, DateOnly through, CancellationToken cancellationToken)
    {
        var days = new SortedSet<DateOnly>();
        string firstLate = after is null ? "" : ArticleKeys.Day(after.Value.AddDays(1));
        string filter = TableFilter.And(
            TableFilter.Partition(ArticleEntity.LatePartition), TableFilter.Rows(firstLate, ArticleKeys.Day(through.AddDays(1))));
        await foreach (TableEntity late in _index.QueryAsync(filter, [ArticleEntity.DayColumn], cancellationToken))
        {
            if (ParseDay(late.GetString(ArticleEntity.DayColumn)) is var day && day <= through)
            {
                days.Add(day);
            }
        }

        // One request for each day that has articles: the first row after the last known partition.
        string start = after is null ? "" : ArticleKeys.Day(after.Value), last = ArticleKeys.Day(through);
        foreach ((string From, string To) partitions in new[] { (start, last), (ArticleKeys.Quiet(start), ArticleKeys.Quiet(last)) })
        {
            string? next = partitions.From;
            while (await _articles.FirstAsync(
                TableFilter.And(TableFilter.PartitionsAfter(next), TableFilter.PartitionsThrough(partitions.To)), cancellationToken)
                is { } first)
            {
                next = TableKey.Decode(first.PartitionKey);
                days.Add(ArticleKeys.DayOf(first));
            }
        }

        return [.. days];
    }

    public async IAsyncEnumerable<StoredArticle> ReadDayAsync(DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var underDay = new HashSet<string>(StringComparer.Ordinal);
        foreach (string partition in ArticleKeys.PartitionsOf(day))
        {
            await foreach (TableEntity row in _articles.QueryAsync(TableFilter.Partition(partition), select: null, cancellationToken))
            {
                if (ArticleKeys.Counts(row, underDay))
                {
                    yield return ArticleEntity.ToArticle(row, await TableArticleStore.ReadTextAsync(_texts, row, cancellationToken));
                }
            }
        }
    }

    public async Task<int> ExpireAsync(
        DateOnly day, ArticleExpiry expiry, DateTimeOffset seenBefore, bool apply, CancellationToken cancellationToken)
    {
        string condition = expiry switch
        {
            ArticleExpiry.IrrelevantText => "isrelevant eq false",
            ArticleExpiry.Text => "(isrelevant eq false or isrelevant eq true)",
            _ => $"{ArticleEntity.IsEventColumn} eq false and {TableFilter.Equal(ColumnNames.EventId, "")}",
        };
        int expired = 0;
        foreach (string partition in ArticleKeys.PartitionsOf(day))
        {
            string filter = TableFilter.And(TableFilter.Partition(partition), condition);
            expired += await ExpireAsync(filter, expiry, seenBefore, apply, cancellationToken);
        }

        return expired;
    }

    private async Task<int> ExpireAsync(
        string filter, ArticleExpiry expiry, DateTimeOffset seenBefore, bool apply, CancellationToken cancellationToken)
    {
        int expired = 0;
        await foreach (TableEntity[] some in _articles.QueryAsync(filter, select: null, cancellationToken)
            .Chunk(RowsAtOnce).WithCancellation(cancellationToken))
        {
            var changed = new List<TableEntity>();
            foreach (TableEntity row in some)
            {
                if (!(row.GetDateTimeOffset(ArticleEntity.FirstSeenColumn) >= seenBefore)
                    && await WithoutExpiredAsync(row, expiry, cancellationToken) is { } next)
                {
                    changed.Add(next);
                }
            }

            expired += changed.Count;
            if (apply)
            {
                await _articles.WriteAsync(changed.Select(Merge), cancellationToken);
                await DeleteBlobsAsync(changed.Concat(some).Where(row => row.ContainsKey(HadBlobColumn)), cancellationToken);
            }
        }

        return expired;
    }

    public IAsyncEnumerable<string> FindOfFeedAsync(string feed, CancellationToken cancellationToken) => _articles
        .QueryAsync(
            TableFilter.Equal(FeedColumn, feed), [ColumnNames.RowKey, ArticleEntity.TextStateColumn, "reason"], cancellationToken)
        .Where(row => row.GetString("reason") != ForgottenArticle.Reason
            || row.GetString(ArticleEntity.TextStateColumn) != Codes<TextState>.Of(TextState.Removed))
        .Select(row => TableKey.Decode(row.RowKey))
        .Distinct(StringComparer.Ordinal);

    public async Task<bool> MarkForgottenAsync(string articleId, CancellationToken cancellationToken)
    {
        if (await FindIndexAsync(articleId, cancellationToken) is not { } index)
        {
            return false;
        }

        var mark = new TableEntity(index.PartitionKey, index.RowKey) { [ArticleEntity.ForgottenColumn] = clock.GetUtcNow() };
        await _index.WriteAsync([Merge(mark)], cancellationToken);
        return true;
    }

    public async Task BlankAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken)
    {
        if (await FindIndexAsync(articleId, cancellationToken) is not { } index)
        {
            return;
        }

        foreach (string partition in ArticleKeys.PartitionsOf(ParseDay(index.GetString(ArticleEntity.DayColumn))))
        {
            if (await _articles.FindAsync(partition, articleId, select: null, cancellationToken) is { } row)
            {
                TableEntity blank = Blank(row, facts);
                await _articles.WriteAsync([Merge(blank)], cancellationToken);
                await DeleteBlobsAsync(new[] { row, blank }.Where(one => one.ContainsKey(HadBlobColumn)), cancellationToken);
            }
        }
    }

    private static TableTransactionAction Merge(TableEntity row) => new(TableTransactionActionType.UpdateMerge, row, ETag.All);

    private static DateOnly ParseDay(string key) => DateOnly.ParseExact(key, ArticleKeys.DayFormat, CultureInfo.InvariantCulture);

    private static string Shortened(string text) =>
        text[..(char.IsHighSurrogate(text[CharactersKept - 1]) ? CharactersKept - 1 : CharactersKept)];

    private static TextState StateOf(TableEntity row) =>
        row.GetString(ArticleEntity.TextStateColumn) is { } state ? Codes<TextState>.Parse(state) : TextState.Full;

    private Task<TableEntity?> FindIndexAsync(string articleId, CancellationToken cancellationToken) =>
        _index.FindAsync(ArticleEntity.IndexPartition(articleId), articleId, select: null, cancellationToken);

    /// <summary>The columns to change so that the row no longer holds what expired; null if it holds nothing of it.</summary>
    private async Task<TableEntity?> WithoutExpiredAsync(TableEntity row, ArticleExpiry expiry, CancellationToken cancellationToken)
    {
        if (expiry == ArticleExpiry.QuietArticle)
        {
            return StateOf(row) == TextState.Removed || row.GetBinary(ArticleEntity.FactsColumn) is not { } facts
                ? null
                : Blank(row, ForgottenArticle.WithoutContent(ArticleContent.UnpackFacts(facts)));
        }

        if (StateOf(row) != TextState.Full)
        {
            return null;
        }

        string text = ArticleContent.UnpackText(await TableArticleStore.ReadTextAsync(_texts, row, cancellationToken));
        if (text.Length <= CharactersKept)
        {
            return null;
        }

        return WithText(row, Shortened(text), TextState.Shortened);
    }

    private TableEntity Blank(TableEntity row, ArticleFacts facts)
    {
        TableEntity blank = WithText(row, "", TextState.Removed);
        foreach (string column in ContentColumns)
        {
            blank[column] = "";
        }

        blank[ArticleEntity.FactsColumn] = ArticleContent.PackFacts(facts);
        blank["contenthash"] = facts.ContentHash;
        blank[ColumnNames.ModifiedUtc] = clock.GetUtcNow();
        return blank;
    }

    private static TableEntity WithText(TableEntity row, string text, TextState state)
    {
        var changed = new TableEntity(row.PartitionKey, row.RowKey)
        {
            [ArticleEntity.TextColumn] = ArticleContent.PackText(text),
            [ArticleEntity.TextStateColumn] = Codes<TextState>.Of(state),
        };
        if (!row.ContainsKey(ArticleEntity.TextColumn))
        {
            changed[HadBlobColumn] = true;
        }

        return changed;
    }

    private Task DeleteBlobsAsync(IEnumerable<TableEntity> rows, CancellationToken cancellationToken) => clients.ForEachAsync(
        rows.Select(row => TableKey.Decode(row.RowKey)).Distinct(StringComparer.Ordinal),
        (articleId, token) => _texts.DeleteBlobIfExistsAsync(articleId, cancellationToken: token),
        cancellationToken);
}
