using MarketPulse.Core.Events;
using MarketPulse.Core.Pipeline;

namespace MarketPulse.Storage.InMemory;

/// <summary>Articles in this process.</summary>
internal sealed class InMemoryArticleStore : IArticleStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredArticle> _articles = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset Published, string Id)> _byTime = new(new ByTimeThenId());

    public Task<bool> AddAsync(Article article, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(article);
        lock (_gate)
        {
            if (_articles.TryGetValue(article.Id, out StoredArticle? stored))
            {
                return Task.FromResult(stored.Facts is null);
            }

            _articles.Add(article.Id, new StoredArticle(article, Facts: null, EventId: null));
            _byTime.Add((article.Published, article.Id));
            return Task.FromResult(true);
        }
    }

    public Task<StoredArticle?> FindAsync(string articleId, CancellationToken cancellationToken)
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
            _articles[articleId] = Known(articleId) with { Facts = facts };
        }

        return Task.CompletedTask;
    }

    public Task SaveEventsAsync(IReadOnlyCollection<KeyValuePair<string, string?>> eventByArticle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventByArticle);
        lock (_gate)
        {
            foreach ((string articleId, string? eventId) in eventByArticle)
            {
                _articles[articleId] = Known(articleId) with { EventId = eventId };
            }
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<ArticleFacts> ReadFactsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Read(from, to, static _ => true);

    public IAsyncEnumerable<ArticleFacts> ReadReportsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Read(from, to, static stored => stored.Facts!.Verdict.IsEvent || stored.EventId is not null);

    private IAsyncEnumerable<ArticleFacts> Read(DateTimeOffset from, DateTimeOffset to, Func<StoredArticle, bool> counts)
    {
        lock (_gate)
        {
            return from >= to
                ? AsyncEnumerable.Empty<ArticleFacts>()
                : _byTime.GetViewBetween((from, ""), (to, ""))
                    .Select(key => _articles[key.Id])
                    .Where(stored => stored.Facts is not null && counts(stored))
                    .Select(stored => stored.Facts!)
                    .ToArray()
                    .ToAsyncEnumerable();
        }
    }

    private StoredArticle Known(string articleId) => _articles.TryGetValue(articleId, out StoredArticle? stored)
        ? stored
        : throw new PermanentFaultException("unknown_article", $"Article {articleId} is not stored.");

    private sealed class ByTimeThenId : IComparer<(DateTimeOffset Published, string Id)>
    {
        public int Compare((DateTimeOffset Published, string Id) x, (DateTimeOffset Published, string Id) y) =>
            x.Published.CompareTo(y.Published) is var order && order != 0 ? order : string.CompareOrdinal(x.Id, y.Id);
    }
}
