using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores articles in memory.</summary>
internal sealed class InMemoryArticleStore(InMemoryChangeMarks marks) : IArticleStore, IArticleTallies
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredArticle> _articles = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset Published, string Id)> _byTime = new(new ByTimeThenId());

    public Task<AddedArticles> AddAsync(IReadOnlyCollection<NewArticle> articles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(articles);
        lock (_gate)
        {
            NewArticle[] given = [.. articles.DistinctBy(article => article.Id, StringComparer.Ordinal)];
            int quiet = given.Count(article => article.QuietFacts is not null && !_articles.ContainsKey(article.Id));
            Article[] waiting = [.. given.Select(Add).Where(stored => stored.Facts is null).Select(stored => stored.Article)];
            return Task.FromResult(new AddedArticles(quiet + waiting.Length, waiting, Refused: []));
        }
    }

    public Task<StoredArticle?> FindAsync(string articleId, DateOnly? day, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_articles.GetValueOrDefault(articleId));
        }
    }

    public Task SaveVerdictAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(facts);
        lock (_gate)
        {
            StoredArticle known = Known(articleId);
            Changed(known.Article.Day);
            _articles[articleId] = known with { Facts = facts with { Published = known.Article.Published.ToUniversalTime() } };
        }

        return Task.CompletedTask;
    }

    public Task SaveEventsAsync(IReadOnlyCollection<EventAttribution> attributions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attributions);
        lock (_gate)
        {
            foreach (EventAttribution one in attributions)
            {
                StoredArticle stored = Known(one.ArticleId);
                bool isDone = stored.EventId == one.EventId && (one.Unfinished ?? stored.Unfinished).SequenceEqual(stored.Unfinished);
                if (stored.EventId != one.Before && !isDone)
                {
                    throw new StaleRunException(
                        $"Article {one.ArticleId} was assigned to another event since this run read it, so this one starts over.");
                }
            }

            foreach (EventAttribution one in attributions)
            {
                StoredArticle known = Known(one.ArticleId);
                Changed(known.Article.Day);
                _articles[one.ArticleId] = known with { EventId = one.EventId, Unfinished = one.Unfinished ?? known.Unfinished };
            }
        }

        return Task.CompletedTask;
    }

    public Task SetFinishedAsync(IReadOnlyCollection<ArticleFacts> articles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(articles);
        lock (_gate)
        {
            foreach (ArticleFacts article in articles)
            {
                StoredArticle known = Known(article.Id);
                Changed(known.Article.Day);
                _articles[article.Id] = known with { Unfinished = [] };
            }
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<StoredReport> ReadReportsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Read(from, to, static stored => stored.Facts!.Verdict.IsEvent || stored.EventId is not null)
            .Select(static stored => new StoredReport(stored.Facts!, stored.EventId) { Unfinished = stored.Unfinished });

    private IAsyncEnumerable<StoredArticle> Read(DateTimeOffset from, DateTimeOffset to, Func<StoredArticle, bool> counts)
    {
        lock (_gate)
        {
            return from >= to
                ? AsyncEnumerable.Empty<StoredArticle>()
                : _byTime.GetViewBetween((from, ""), (to, ""))
                    .Select(key => _articles[key.Id])
                    .Where(stored => stored.Facts is not null && counts(stored))
                    .ToArray()
                    .ToAsyncEnumerable();
        }
    }

    public Task<DateTimeOffset?> FindLastPublishedAsync(DateOnly day, DateTimeOffset end, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            DateTimeOffset start = Midnight(day), next = Midnight(day.AddDays(1));
            return Task.FromResult(start >= end
                ? null
                : _byTime.GetViewBetween((start, ""), (next < end ? next : end, "")).Reverse()
                    .Where(key => _articles[key.Id].Facts is not null)
                    .Select(key => (DateTimeOffset?)key.Published)
                    .FirstOrDefault());
        }
    }

    public IAsyncEnumerable<ArticleTally> ReadTalliesAsync(
        DateOnly from, DateOnly to, DateTimeOffset? seenBy, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            (DateTimeOffset, string) first = (Midnight(from), ""), end = (Midnight(to.AddDays(1)), "");
            return _byTime.GetViewBetween(first, end)
                .Select(key => _articles[key.Id])
                .Where(stored => stored.Facts is not null && (seenBy is null || stored.Article.FirstSeen <= seenBy))
                .Select(ToTally)
                .ToArray()
                .ToAsyncEnumerable();
        }
    }

    private StoredArticle Add(NewArticle given)
    {
        Article article = given.Article;
        if (!_articles.TryGetValue(article.Id, out StoredArticle? stored))
        {
            stored = new StoredArticle(article, given.QuietFacts, EventId: null);
            _articles.Add(article.Id, stored);
            _byTime.Add((article.Published, article.Id));
            Changed(article.Day);
        }

        return stored;
    }

    private static ArticleTally ToTally(StoredArticle stored)
    {
        ArticleVerdict verdict = stored.Facts!.Verdict;
        return new ArticleTally(stored.Article.Feed, stored.Article.Day, verdict.IsRelevant, verdict.Pairs, verdict.Topics);
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private void Changed(DateOnly day) =>
        marks.Mark(TableNames.Articles, day.ToString(ArticleKeys.DayFormat, CultureInfo.InvariantCulture));

    private StoredArticle Known(string articleId) => _articles.TryGetValue(articleId, out StoredArticle? stored)
        ? stored
        : throw new PermanentFaultException("unknown_article", $"Article {articleId} is not stored.");

    private sealed class ByTimeThenId : IComparer<(DateTimeOffset Published, string Id)>
    {
        public int Compare((DateTimeOffset Published, string Id) x, (DateTimeOffset Published, string Id) y) =>
            x.Published.CompareTo(y.Published) is var order && order != 0 ? order : string.CompareOrdinal(x.Id, y.Id);
    }
}
