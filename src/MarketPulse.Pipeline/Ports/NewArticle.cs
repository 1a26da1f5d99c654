using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Pipeline.Ports;

/// <summary>An article to store.</summary>
/// <param name="Article">The article.</param>
/// <param name="QuietFacts">
/// The verdict and facts of an article that reports no event, which are stored with it; null if the article awaits its verdict, or the
/// clustering of the event that it reports.
/// </param>
public sealed record NewArticle(Article Article, ArticleFacts? QuietFacts)
{
    /// <summary>Id of the article.</summary>
    public string Id => Article.Id;
}
