using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Takes in an event that a user states: an article whose verdict is given. Clustering treats it like any other.</summary>
/// <param name="articles">Where articles are stored.</param>
/// <param name="queue">Takes the article's id.</param>
/// <param name="clock">Says when the article was first seen.</param>
public sealed class SubmitEvent(IArticleStore articles, IWorkQueue queue, TimeProvider clock)
{
    /// <summary>Stores the article with its verdict and sends it to be clustered; sending one twice changes nothing.</summary>
    /// <returns>The article's id; the event's id follows from clustering.</returns>
    public async Task<string> RunAsync(Article article, ArticleVerdict verdict, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArgumentNullException.ThrowIfNull(verdict);
        await articles.AddAsync(article with { FirstSeen = clock.GetUtcNow() }, cancellationToken);
        await articles.SaveVerdictAsync(article.Id, ArticleFacts.FromVerdict(article, verdict), cancellationToken);
        await queue.SendAsync(QueueNames.Articles, [WorkMessage.ForArticle(article, MarketPulseTelemetry.BeginArticle(article))], cancellationToken);
        return article.Id;
    }
}
