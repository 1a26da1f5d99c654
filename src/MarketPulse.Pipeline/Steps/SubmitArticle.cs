using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Takes in an article that a user sends.</summary>
/// <param name="articles">Where articles are stored.</param>
/// <param name="queue">Takes the article's id.</param>
/// <param name="clock">Says when the article was first seen.</param>
public sealed class SubmitArticle(IArticleStore articles, IWorkQueue queue, TimeProvider clock)
{
    /// <summary>Name of the feed that submitted articles and events carry.</summary>
    public const string Feed = "user";

    /// <summary>Stores the article and sends it to be classified; sending one twice changes nothing.</summary>
    /// <returns>The article's id.</returns>
    public async Task<string> RunAsync(Article article, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(article);
        await articles.AddAsync(article with { FirstSeen = clock.GetUtcNow() }, cancellationToken);
        await queue.SendAsync(QueueNames.Articles, [WorkMessage.ForArticle(article, MarketPulseTelemetry.BeginArticle(article))], cancellationToken);
        return article.Id;
    }
}
