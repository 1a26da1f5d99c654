using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Articles, their text and their verdicts.</summary>
public interface IArticleStore
{
    /// <summary>
    /// Stores those articles whose id is unknown: <c>articleindex</c> first, then the row and its text. A crash between the two is mended by the next call. One that
    /// cannot be stored costs itself alone.
    /// </summary>
    Task<AddedArticles> AddAsync(IReadOnlyCollection<Article> articles, CancellationToken cancellationToken);

    /// <summary>Stores one article unless its id is known.</summary>
    /// <returns>Whether the article still awaits its verdict: it is new, or a run ended before its message was sent.</returns>
    /// <exception cref="PermanentFaultException">No table can hold it.</exception>
    async Task<bool> AddAsync(Article article, CancellationToken cancellationToken)
    {
        AddedArticles added = await AddAsync([article], cancellationToken);
        return added.Refused.Count == 0 ? added.Waiting.Count > 0 : throw added.Refused[0].Fault;
    }

    /// <summary>The article with its text and, when classified, its verdict and event; null when unknown.</summary>
    Task<StoredArticle?> FindAsync(string articleId, CancellationToken cancellationToken) => FindAsync(articleId, day: null, cancellationToken);

    /// <summary>The article with its text and, when classified, its verdict and event; null when unknown.</summary>
    /// <param name="articleId">Its id.</param>
    /// <param name="day">The day under which it is looked for first, as its message names it; null when not known.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<StoredArticle?> FindAsync(string articleId, DateOnly? day, CancellationToken cancellationToken);

    /// <summary>Stores what the detector saw.</summary>
    /// <exception cref="PermanentFaultException">The article is unknown.</exception>
    Task SaveVerdictAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken);

    /// <summary>Stores which event each article reports; null takes an article out of its event.</summary>
    Task SaveEventsAsync(IReadOnlyCollection<KeyValuePair<string, string?>> eventByArticle, CancellationToken cancellationToken);

    /// <summary>The classified articles published in [from, to), by time then id, without their text.</summary>
    IAsyncEnumerable<ArticleFacts> ReadFactsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Those of <see cref="ReadFactsAsync"/> that count in clustering: judged to report an event, or still attributed to one.</summary>
    IAsyncEnumerable<ArticleFacts> ReadReportsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
