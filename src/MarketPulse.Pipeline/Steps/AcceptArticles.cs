using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Classifies articles as they arrive and stores the new ones. Those that report an event are queued for clustering; the others, which are
/// most, are stored with their verdict, and nothing remains to be done for them.
/// </summary>
/// <param name="articles">Store of the articles.</param>
/// <param name="queue">Queue for the messages that have events found.</param>
/// <param name="detector">Classifies the articles.</param>
/// <param name="accepted">Which articles are stored.</param>
public sealed class AcceptArticles(IArticleStore articles, IWorkQueue queue, TradeDetector detector, ArticleOptions accepted)
{
    /// <summary>Number of articles to store before sending their messages.</summary>
    private const int ArticlesAtOnce = 2000;

    /// <summary>
    /// Stores the articles that are new and sends the messages of those that report an event. When the call is repeated after a crash, the
    /// articles whose messages were not sent are found again.
    /// </summary>
    /// <param name="found">The articles.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>How many articles were new, and why others cannot be stored.</returns>
    public async Task<(int Added, IReadOnlyList<string> Refused)> RunAsync(
        IReadOnlyList<Article> found, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        int added = 0;
        ILookup<string?, Article> byProblem = found.ToLookup(article => accepted.ProblemWith(article.Published));
        var refused = new List<string>(byProblem.Where(some => some.Key is not null).SelectMany(
            some => some.Select(article => string.Create(
                CultureInfo.InvariantCulture,
                $"{article.Feed}: article {article.Id}: published {article.Published:yyyy-MM-dd} {some.Key}"))));
        foreach (Article[] some in byProblem[null].DistinctBy(article => article.Id, StringComparer.Ordinal).Chunk(ArticlesAtOnce))
        {
            AddedArticles result = await articles.AddAsync([.. some.Select(Classified)], cancellationToken);
            OutgoingMessage[] messages =
            [
                .. result.Waiting.Select(article => WorkMessage.ForArticle(article, MarketPulseTelemetry.BeginArticle(article))),
            ];
            await queue.SendAsync(QueueNames.Articles, messages, cancellationToken);
            added += result.Count;

            // An article that cannot be stored is skipped; retrying it would block its feed forever.
            refused.AddRange(result.Refused.Select(one => $"{one.Article.Feed}: article {one.Article.Id}: {one.Fault.Message}"));
        }

        return (added, refused);
    }

    private NewArticle Classified(Article article)
    {
        ArticleVerdict verdict = detector.Detect(article);
        return new NewArticle(article, verdict.IsEvent ? null : ArticleFacts.FromVerdict(article, verdict));
    }
}
