using MarketPulse.Core.Events;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Feeds.News;

/// <summary>What a source read.</summary>
/// <param name="Articles">The new articles.</param>
/// <param name="Position">Where it goes on from, in its own words.</param>
internal sealed record NewsRead(IReadOnlyList<Article> Articles, string? Position)
{
    /// <summary>Whether the source held items at all, new or not.</summary>
    public bool HadItems { get; init; }

    /// <summary>Sentences about items refused or mended.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>The answer whose validators the next poll sends.</summary>
    public FeedAnswer? Answer { get; init; }

    /// <summary>How long the source wants to be left alone.</summary>
    public TimeSpan? Wish { get; init; }

    /// <summary>Whether there is more to read at once.</summary>
    public bool HasMore { get; init; }

    /// <summary>What broke after the articles were read; they are kept, the poll counts as failed.</summary>
    public FeedFaultException? Fault { get; init; }
}

/// <summary>A news feed: schedule, quota and outcome are alike for all; a source adds how it is read.</summary>
internal abstract class NewsFeed(NewsFeedOptions options, FeedContext context) : INewsFeed
{
    private int _requests;

    public string Name => options.Name;

    protected NewsFeedOptions Options => options;

    protected TimeProvider Clock => context.Clock;

    protected FeedContext Context => context;

    /// <summary>Whether an answer without items is usual, as of a search; else it is a sign that something is wrong.</summary>
    protected virtual bool EmptyIsUsual => true;

    public async Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        _requests = 0;
        if (cursor?.QuotaUsedOn(now) >= options.DailyQuota)
        {
            return Failed(cursor, now, new FeedFaultException(
                PollOutcome.Throttled, $"the {options.DailyQuota} requests of the day are used.", now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime));
        }

        try
        {
            NewsRead read = await ReadAsync(cursor, cancellationToken);
            return read.Fault is null ? Succeeded(cursor, now, read) : Failed(cursor, now, read.Fault, read);
        }
        catch (FeedFaultException fault)
        {
            return Failed(cursor, now, fault);
        }
    }

    /// <summary>Reads what is new since the cursor.</summary>
    /// <exception cref="FeedFaultException">The source could not be read.</exception>
    protected abstract Task<NewsRead> ReadAsync(FeedCursor? cursor, CancellationToken cancellationToken);

    /// <summary>Fetches an address and counts it against the quota.</summary>
    protected Task<FeedAnswer> GetAsync(FeedRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        return context.Http.GetAsync(request with { Spacing = options.Spacing, Secret = context.Key }, cancellationToken);
    }

    private NewsPoll Succeeded(FeedCursor? cursor, DateTimeOffset now, NewsRead read)
    {
        bool unchanged = read.Answer?.NotModified == true || (read.HadItems && read.Articles.Count == 0);
        PollOutcome outcome = read.Articles.Count > 0 ? PollOutcome.New : unchanged ? PollOutcome.Unchanged : PollOutcome.Empty;
        DateTimeOffset? next = read.HasMore ? now : FeedSchedule.Next(Name, now, options.Interval, read.Wish);
        FeedCursor after = FeedCursor.AfterSuccess(cursor, CursorKinds.News, Name, outcome, now, next).WithRequests(_requests, now) with
        {
            Position = read.Position,
            ETag = read.Answer is null or { NotModified: true } ? cursor?.ETag : read.Answer.ETag,
            LastModified = read.Answer is null or { NotModified: true } ? cursor?.LastModified : read.Answer.LastModified,
        };
        if (outcome == PollOutcome.Empty && !EmptyIsUsual)
        {
            // A feed that always held items and holds none is no success: the heartbeat will tell.
            after = after with { LastSuccessUtc = cursor?.LastSuccessUtc };
        }

        return new NewsPoll(outcome, read.Articles, after, Named(read.Errors));
    }

    private NewsPoll Failed(FeedCursor? cursor, DateTimeOffset now, FeedFaultException fault, NewsRead? read = null)
    {
        FeedCursor after = FeedCursor.AfterFailure(cursor, CursorKinds.News, Name, fault.Message, now, fault.Outcome, fault.RetryAfter)
            .WithRequests(_requests, now);
        return new NewsPoll(
            fault.Outcome,
            read?.Articles ?? [],
            read is null ? after : after with { Position = read.Position },
            Named([.. read?.Errors ?? [], fault.Message]));
    }

    private List<string> Named(IEnumerable<string> errors) => [.. errors.Select(error => $"{Name}: {error}")];
}
