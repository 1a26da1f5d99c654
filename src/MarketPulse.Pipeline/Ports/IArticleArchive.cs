using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Retention;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Reads stored articles day by day and removes expired content.</summary>
public interface IArticleArchive
{
    /// <summary>
    /// Finds the days whose articles have expired: days of publication after <paramref name="after"/> and up to <paramref name="through"/>,
    /// and earlier ones with articles that were first seen in that period. The cost depends on what is found, not on all that is stored.
    /// </summary>
    /// <param name="after">The last day of the period before; null for all days.</param>
    /// <param name="through">The last day, inclusive.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    Task<IReadOnlyList<DateOnly>> FindDaysAsync(DateOnly? after, DateOnly through, CancellationToken cancellationToken);

    /// <summary>Reads the articles of a day of publication with their text, in order of id.</summary>
    IAsyncEnumerable<StoredArticle> ReadDayAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>Removes what expires of the articles of a day. Repeating it changes nothing.</summary>
    /// <param name="day">Day of publication.</param>
    /// <param name="expiry">What is removed, and from which articles.</param>
    /// <param name="seenBefore">Only articles that were first seen before this time.</param>
    /// <param name="apply">Whether to write; otherwise the articles are only counted.</param>
    /// <param name="cancellationToken">Stops between requests; the next call does the rest.</param>
    /// <returns>Number of articles from which something is removed.</returns>
    Task<int> ExpireAsync(DateOnly day, ArticleExpiry expiry, DateTimeOffset seenBefore, bool apply, CancellationToken cancellationToken);

    /// <summary>Finds the ids of the articles that a feed delivered and that are not forgotten.</summary>
    IAsyncEnumerable<string> FindOfFeedAsync(string feed, CancellationToken cancellationToken);

    /// <summary>Marks the id of an article as forgotten, so that the article is not stored again.</summary>
    /// <returns>False if no article with this id is known.</returns>
    Task<bool> MarkForgottenAsync(string articleId, CancellationToken cancellationToken);

    /// <summary>Removes title, text and addresses of a stored article.</summary>
    /// <param name="articleId">Id of the article.</param>
    /// <param name="facts">What remains of its facts.</param>
    /// <param name="cancellationToken">Stops between requests; the next call does the rest.</param>
    Task BlankAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken);
}
