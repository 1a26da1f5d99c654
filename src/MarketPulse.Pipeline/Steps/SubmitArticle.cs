using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Accepts an article submitted by a user.</summary>
/// <param name="articles">Store of the articles.</param>
/// <param name="queue">Queue for the message that has the article classified.</param>
/// <param name="clock">Current time, recorded as when the article was first seen.</param>
public sealed class SubmitArticle(IArticleStore articles, IWorkQueue queue, TimeProvider clock)
{
    /// <summary>Name of the feed of submitted articles and events.</summary>
    public const string Feed = "user";

    /// <summary>
    /// Stores the article and queues it for classification. Submitting an article twice has no further effect: the text and the time that
    /// were stored first stay.
    /// </summary>
    /// <returns>The article's id.</returns>
    public async Task<string> RunAsync(Article article, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(article);
        if (await articles.AddAsync(article with { FirstSeen = clock.GetUtcNow() }, cancellationToken))
        {
            await queue.SendAsync(
                QueueNames.Articles, [WorkMessage.ForArticle(article, MarketPulseTelemetry.BeginArticle(article))], cancellationToken);
        }

        return article.Id;
    }
}
