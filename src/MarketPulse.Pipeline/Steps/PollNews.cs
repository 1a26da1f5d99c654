using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Reads every news feed from its last position, stores new articles and queues them for classification.</summary>
/// <param name="feeds">The configured news feeds.</param>
/// <param name="articles">Store of the articles.</param>
/// <param name="cursors">Store of the feeds' positions.</param>
/// <param name="queue">Queue for the messages that have articles classified.</param>
/// <param name="accepted">Which articles are stored.</param>
/// <param name="clock">Current time, which decides which feeds are due.</param>
public sealed class PollNews(
    IEnumerable<INewsFeed> feeds,
    IArticleStore articles,
    ICursorStore cursors,
    IWorkQueue queue,
    ArticleOptions accepted,
    TimeProvider clock)
{
    /// <summary>Number of articles to store before sending their messages.</summary>
    private const int ArticlesAtOnce = 1000;

    /// <summary>Polls all feeds that are due. A failure is recorded in the cursor of the feed and does not affect the others.</summary>
    public Task<PollSummary> RunAsync(CancellationToken cancellationToken) => RunAsync(feed: null, cancellationToken);

    /// <summary>Polls one feed, whether due or not, or all feeds that are due.</summary>
    /// <param name="feed">Configured name of the feed; null for all that are due.</param>
    /// <param name="cancellationToken">Stops the polls.</param>
    public async Task<PollSummary> RunAsync(string? feed, CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("poll_news");
        IEnumerable<INewsFeed> asked = feeds.Where(candidate => feed is null || candidate.Name == feed);
        FeedPoll[] polls = await Task.WhenAll(
            asked.Select(candidate => PollAsync(candidate, evenEarly: feed is not null, cancellationToken)));
        return new PollSummary([.. polls.Where(poll => poll.Outcome is not null)]);
    }

    private async Task<FeedPoll> PollAsync(INewsFeed feed, bool evenEarly, CancellationToken cancellationToken)
    {
        FeedCursor? cursor = await cursors.FindAsync(CursorKinds.News, feed.Name, cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        if (cursor?.NextPollUtc > now && !evenEarly)
        {
            return FeedPoll.NotDue(feed.Name);
        }

        try
        {
            NewsPoll poll = await feed.PollAsync(cursor, cancellationToken);
            MarketPulseTelemetry.FeedPolled(CursorKinds.News, feed.Name, poll.Outcome);
            (int added, IReadOnlyList<string> refused) = await StoreAndSendAsync(poll.Articles, cancellationToken);
            MarketPulseTelemetry.ArticlesRead(feed.Name, added);
            await cursors.SaveAsync(poll.Cursor, cancellationToken);
            return new FeedPoll(feed.Name, poll.Outcome, added, [.. poll.Errors, .. refused]);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            MarketPulseTelemetry.FeedPolled(CursorKinds.News, feed.Name, PollOutcome.Unreachable);
            FeedCursor known = cursor ?? new FeedCursor { FeedKind = CursorKinds.News, FeedId = feed.Name };
            await cursors.SaveAsync(known.AfterFailure(PollOutcome.Unreachable, e.Message, now), cancellationToken);
            return new FeedPoll(feed.Name, PollOutcome.Unreachable, 0, [$"{feed.Name}: {e.Message}"]);
        }
    }

    // The cursor moves only after the messages are sent: after a crash in between, the poll is repeated and AddAsync again returns the
    // articles that are waiting.
    private async Task<(int Added, IReadOnlyList<string> Refused)> StoreAndSendAsync(
        IReadOnlyList<Article> found, CancellationToken cancellationToken)
    {
        int added = 0;
        ILookup<string?, Article> byProblem = found.ToLookup(article => accepted.ProblemWith(article.Published));
        var refused = new List<string>(byProblem.Where(some => some.Key is not null).SelectMany(
            some => some.Select(article => string.Create(
                CultureInfo.InvariantCulture,
                $"{article.Feed}: article {article.Id}: published {article.Published:yyyy-MM-dd} {some.Key}"))));
        foreach (Article[] some in byProblem[null].DistinctBy(article => article.Id, StringComparer.Ordinal).Chunk(ArticlesAtOnce))
        {
            AddedArticles result = await articles.AddAsync(some, cancellationToken);
            OutgoingMessage[] messages =
            [
                .. result.Waiting.Select(article => WorkMessage.ForArticle(article, MarketPulseTelemetry.BeginArticle(article))),
            ];
            await queue.SendAsync(QueueNames.Articles, messages, cancellationToken);
            added += messages.Length;

            // An article that cannot be stored is skipped; retrying it would block its feed forever.
            refused.AddRange(result.Refused.Select(one => $"{one.Article.Feed}: article {one.Article.Id}: {one.Fault.Message}"));
        }

        return (added, refused);
    }
}
