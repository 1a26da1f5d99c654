using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Retention;

namespace MarketPulse.Pipeline.Ports;

/// <summary>An article as stored.</summary>
/// <param name="Article">The article with its text.</param>
/// <param name="Facts">The detector's verdict and what clustering needs; null until classified.</param>
/// <param name="EventId">Id of the event it reports; null when it reports none.</param>
public sealed record StoredArticle(Article Article, ArticleFacts? Facts, string? EventId)
{
    /// <summary>How much of the article's text is still stored.</summary>
    public TextState Text { get; init; }

    /// <summary>Version of the code that last classified the article; empty when the store does not record it.</summary>
    public string EngineVersion { get; init; } = "";

    /// <summary>
    /// Ids of the events that a run changed because of this article, as long as they are not known to be scored; see <see
    /// cref="EventAttribution.Unfinished"/>.
    /// </summary>
    public IReadOnlyList<string> Unfinished { get; init; } = [];

    /// <summary>Converts to the article's row in the table <c>articles</c>.</summary>
    public ArticleRow ToRow()
    {
        var row = new ArticleRow
        {
            ArticleId = Article.Id,
            SourceId = Article.SourceId,
            Feed = Article.Feed,
            Url = Article.Url,
            Publisher = Article.Publisher,
            Title = Article.Title,
            PublishedUtc = Article.Published,
            TimeResolution = Article.TimeResolution,
            FirstSeenUtc = Article.FirstSeen,
            EventId = EventId,
        };
        return Facts is null
            ? row
            : row with
            {
                ContentHash = Facts.ContentHash,
                Relevance = Facts.Verdict.Relevance,
                IsRelevant = Facts.Verdict.IsRelevant,
                IsEvent = Facts.Verdict.IsEvent,
                Reason = Facts.Verdict.Reason,
                Stance = Facts.Verdict.Stance,
                Intensity = Facts.Verdict.Intensity,
                Measures = Facts.Verdict.Measures,
                Topics = Facts.Verdict.Topics,
                Actors = Facts.Verdict.Actors,
                Pairs = Facts.Verdict.Pairs,
                Language = Facts.Verdict.Language,
                LexiconVersion = Facts.Verdict.LexiconVersion,
            };
    }
}
