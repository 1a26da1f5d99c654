using System.Text.Json;
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
    /// Stores the article with its verdict and queues it for clustering. Submitting an event twice has no further effect. Submitting it
    /// with another verdict replaces the verdict; the text and the time that were stored first stay, whoever stored them.
    /// </summary>
    /// <returns>The article's id; clustering determines the event's id.</returns>
    public async Task<string> RunAsync(Article article, ArticleVerdict verdict, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArgumentNullException.ThrowIfNull(verdict);
        await articles.AddAsync(article with { FirstSeen = clock.GetUtcNow() }, cancellationToken);
        StoredArticle stored = await articles.FindAsync(article.Id, article.Day, cancellationToken)
            ?? throw new IOException($"Article {article.Id} was stored but cannot be read; try again later.");
        ArticleFacts facts = ArticleFacts.FromVerdict(stored.Article, verdict);
        bool isKnown = stored.Facts is not null && AreEqual(stored.Facts, facts);
        if (!isKnown)
        {
            await articles.SaveVerdictAsync(article.Id, facts, cancellationToken);
        }

        // Without an event, the message of an earlier submission may never have been sent.
        if (!isKnown || stored.EventId is null)
        {
            OutgoingMessage message = WorkMessage.ForArticle(stored.Article, MarketPulseTelemetry.BeginArticle(stored.Article));
            await queue.SendAsync(QueueNames.Articles, [message], cancellationToken);
        }

        return article.Id;
    }

    // Records with lists have no equality by content.
    private static bool AreEqual(ArticleFacts one, ArticleFacts other) =>
        JsonSerializer.SerializeToUtf8Bytes(one).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other));
}
