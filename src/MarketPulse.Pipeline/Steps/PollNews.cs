using System.Diagnostics;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Reads every news feed from where it was left, stores what is new and sends it to be classified.</summary>
/// <param name="feeds">The feeds.</param>
/// <param name="articles">Where articles are stored.</param>
/// <param name="cursors">Where each feed was left.</param>
/// <param name="queue">Takes the new articles' ids.</param>
/// <param name="clock">Decides which feeds are due.</param>
public sealed class PollNews(
    IEnumerable<INewsFeed> feeds, IArticleStore articles, ICursorStore cursors, IWorkQueue queue, TimeProvider clock)
{
    /// <summary>How many articles are stored before their messages are sent.</summary>
    private const int ArticlesAtOnce = 1000;

    /// <summary>Polls all feeds that are due. A feed that fails is noted in its cursor and stops no other.</summary>
    public Task<PollSummary> RunAsync(CancellationToken cancellationToken) => RunAsync(feed: null, cancellationToken);

    /// <summary>Polls one feed, due or not; null polls all that are due.</summary>
    public async Task<PollSummary> RunAsync(string? feed, CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("poll_news");
        IEnumerable<INewsFeed> asked = feeds.Where(candidate => feed is null || candidate.Name == feed);
        FeedPoll[] polls = await Task.WhenAll(asked.Select(candidate => PollAsync(candidate, evenEarly: feed is not null, cancellationToken)));
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

    // The cursor moves only after the messages are sent: a crash in between repeats the poll, and AddAsync says again which articles still wait.
    private async Task<(int Added, IReadOnlyList<string> Refused)> StoreAndSendAsync(IReadOnlyList<Article> found, CancellationToken cancellationToken)
    {
        int added = 0;
        var refused = new List<string>();
        foreach (Article[] some in found.DistinctBy(article => article.Id, StringComparer.Ordinal).Chunk(ArticlesAtOnce))
        {
            AddedArticles result = await articles.AddAsync(some, cancellationToken);
            OutgoingMessage[] messages = [.. result.Waiting.Select(article => WorkMessage.ForArticle(article, MarketPulseTelemetry.BeginArticle(article)))];
            await queue.SendAsync(QueueNames.Articles, messages, cancellationToken);
            added += messages.Length;

            // An article that no table can hold costs itself alone; tried again, it would keep its feed from ever going on.
            refused.AddRange(result.Refused.Select(one => $"{one.Article.Feed}: article {one.Article.Id}: {one.Fault.Message}"));
        }

        return (added, refused);
    }
}
