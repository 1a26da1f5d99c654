using System.Diagnostics;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Reads every news feed from its last position, and classifies and stores what it delivers.</summary>
/// <param name="feeds">The configured news feeds.</param>
/// <param name="accept">Classifies and stores what a feed delivers.</param>
/// <param name="cursors">Store of the feeds' positions.</param>
/// <param name="clock">Current time, which decides which feeds are due.</param>
public sealed class PollNews(IEnumerable<INewsFeed> feeds, AcceptArticles accept, ICursorStore cursors, TimeProvider clock)
{
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
            (int added, IReadOnlyList<string> refused) = await accept.RunAsync(poll.Articles, cancellationToken);
            MarketPulseTelemetry.ArticlesRead(feed.Name, added);

            // The cursor moves only after the messages are sent: after a crash in between, the poll is repeated.
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
}
