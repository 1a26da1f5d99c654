using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Deletes articles on request. Title, text and addresses are removed from every table and from the blobs, logs included; ids, codes and
/// figures remain. The events that the articles reported are rebuilt without them, and the articles are not stored again.
/// </summary>
/// <param name="articles">Store of the articles.</param>
/// <param name="archive">Removes the content.</param>
/// <param name="events">Store of the events.</param>
/// <param name="update">Rebuilds the events.</param>
/// <param name="rows">Removes headlines and links from rows of events.</param>
public sealed class ForgetArticles(
    IArticleStore articles, IArticleArchive archive, IEventStore events, UpdateEvents update, IExpiringRows rows)
{
    private static readonly TimeSpan Around = EventClustering.Memory + EventClustering.Window;

    /// <summary>Forgets one article. A call that was interrupted is completed by the next.</summary>
    /// <returns>False if no article with this id is known.</returns>
    public async Task<bool> RunAsync(string articleId, CancellationToken cancellationToken)
    {
        // The mark first, so that no poll stores the article again; the content last, because it tells what else must be blanked.
        if (!await archive.MarkForgottenAsync(articleId, cancellationToken)
            || await articles.FindAsync(articleId, cancellationToken) is not { } stored)
        {
            return false;
        }

        ArticleFacts known = stored.Facts ?? ArticleFacts.FromVerdict(stored.Article, Unread);
        List<TradeEvent> around = await events
            .ReadAsync(
                stored.Article.Published - Around, stored.Article.Published + Around, includeSuperseded: true, cancellationToken)
            .ToListAsync(cancellationToken);
        ArticleFacts withoutEvent = ForgottenArticle.WithoutEvent(known);
        await articles.SaveVerdictAsync(articleId, withoutEvent, cancellationToken);
        if (known.Verdict.IsEvent || stored.EventId is not null || stored.Unfinished.Count > 0
            || around.Exists(found => found.Articles.Contains(articleId)))
        {
            await update.RunAsync(stored with { Facts = withoutEvent }, cancellationToken);
        }

        await rows.BlankTextsAsync(
            [.. around.Select(found => found.EventId)], [stored.Article.Title, known.Title], known.Url ?? stored.Article.Url,
            cancellationToken);
        await archive.BlankAsync(articleId, ForgottenArticle.WithoutContent(withoutEvent), cancellationToken);
        return true;
    }

    private static ArticleVerdict Unread { get; } = new()
    {
        Relevance = 0,
        IsRelevant = false,
        IsEvent = false,
        Reason = ForgottenArticle.Reason,
        LexiconVersion = ForgottenArticle.Reason,
    };
}
