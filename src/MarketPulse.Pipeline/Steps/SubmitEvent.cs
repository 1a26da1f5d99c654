using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Accepts an event submitted by a user: an article with a given verdict. Clustering treats it like any other article.</summary>
/// <param name="articles">Store of the articles.</param>
/// <param name="queue">Queue for the message that has the article clustered.</param>
/// <param name="clock">Current time, recorded as when the article was first seen.</param>
public sealed class SubmitEvent(IArticleStore articles, IWorkQueue queue, TimeProvider clock)
{
    /// <summary>
    /// Stores the article with its verdict and queues it for clustering. Submitting an event twice has no further effect.
    /// </summary>
    /// <returns>The article's id; clustering determines the event's id.</returns>
    public async Task<string> RunAsync(Article article, ArticleVerdict verdict, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArgumentNullException.ThrowIfNull(verdict);
        await articles.AddAsync(article with { FirstSeen = clock.GetUtcNow() }, cancellationToken);
        await articles.SaveVerdictAsync(article.Id, ArticleFacts.FromVerdict(article, verdict), cancellationToken);
        await queue.SendAsync(
            QueueNames.Articles, [WorkMessage.ForArticle(article, MarketPulseTelemetry.BeginArticle(article))], cancellationToken);
        return article.Id;
    }
}
