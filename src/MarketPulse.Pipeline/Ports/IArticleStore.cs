using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores articles with their text, verdict and event.</summary>
public interface IArticleStore
{
    /// <summary>
    /// Stores those articles whose id is unknown: <c>articleindex</c> first, then the row and its text. The next call repairs what a crash
    /// between the two leaves incomplete. An article that cannot be stored does not affect the others.
    /// </summary>
    Task<AddedArticles> AddAsync(IReadOnlyCollection<NewArticle> articles, CancellationToken cancellationToken);

    /// <summary>Stores one article, whose verdict is not known yet, unless its id is known.</summary>
    /// <returns>True if the article awaits its verdict: it is new, or an earlier run stopped before sending its message.</returns>
    /// <exception cref="PermanentFaultException">It cannot be stored in a table.</exception>
    async Task<bool> AddAsync(Article article, CancellationToken cancellationToken)
    {
        AddedArticles added = await AddAsync([new NewArticle(article, QuietFacts: null)], cancellationToken);
        return added.Refused.Count == 0 ? added.Waiting.Count > 0 : throw added.Refused[0].Fault;
    }

    /// <summary>Finds an article with its text and, once classified, its verdict and event; null when unknown.</summary>
    Task<StoredArticle?> FindAsync(string articleId, CancellationToken cancellationToken) =>
        FindAsync(articleId, day: null, cancellationToken);

    /// <summary>Finds an article with its text and, once classified, its verdict and event; null when unknown.</summary>
    /// <param name="articleId">Id of the article.</param>
    /// <param name="day">The partition day to search first, as given in the message; null when not known.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<StoredArticle?> FindAsync(string articleId, DateOnly? day, CancellationToken cancellationToken);

    /// <summary>Stores the detector's verdict on an article. The article keeps the time under which it was first stored.</summary>
    /// <exception cref="PermanentFaultException">The article is unknown.</exception>
    Task SaveVerdictAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken);

    /// <summary>Stores which event each article reports. Rows that already say so are not written.</summary>
    /// <exception cref="StaleRunException">Another run has assigned an article to another event since this run read it.</exception>
    /// <exception cref="PermanentFaultException">An article is unknown.</exception>
    Task SaveEventsAsync(IReadOnlyCollection<EventAttribution> attributions, CancellationToken cancellationToken);

    /// <summary>Notes that nothing is left to do for the events that these articles changed.</summary>
    Task SetFinishedAsync(IReadOnlyCollection<ArticleFacts> articles, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the articles published in [from, to) that matter for clustering, by time then id and without their text: those judged to
    /// report an event, or still assigned to one.
    /// </summary>
    IAsyncEnumerable<StoredReport> ReadReportsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
