using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Feeds.News;

/// <summary>What was read from a source.</summary>
/// <param name="Articles">The new articles.</param>
/// <param name="Position">Where the next poll continues, in a format of the feed's own.</param>
internal sealed record NewsRead(IReadOnlyList<Article> Articles, string? Position)
{
    /// <summary>Whether the source had any items, new or not.</summary>
    public bool HadItems { get; init; }

    /// <summary>Items that were skipped or corrected, one sentence each.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>The response whose validators the next poll sends; null for none.</summary>
    public FeedAnswer? Answer { get; init; }

    /// <summary>The delay of the next poll that the source requested; null for none.</summary>
    public TimeSpan? RequestedDelay { get; init; }

    /// <summary>Whether the next poll should follow at once because there is more to read.</summary>
    public bool HasMore { get; init; }

    /// <summary>What went wrong after the articles were read; the articles are kept, but the poll counts as failed.</summary>
    public FeedFaultException? Fault { get; init; }
}

/// <summary>Base class of news feeds. It implements schedule, quota and outcome; derived classes implement how a source is read.</summary>
internal abstract class NewsFeed(NewsFeedOptions options, FeedContext context) : INewsFeed
{
    private int _requests;

    public string Name => options.Name;

    protected NewsFeedOptions Options => options;

    protected TimeProvider Clock => context.Clock;

    protected FeedContext Context => context;

    /// <summary>
    /// Whether a response without items is normal, as it is for a search. Otherwise it indicates that something is wrong.
    /// </summary>
    protected virtual bool IsEmptyNormal => true;

    /// <summary>How far back the first poll reaches unless the settings say otherwise.</summary>
    protected virtual TimeSpan DefaultBackfill => TimeSpan.FromDays(3);

    /// <summary>How far back the first poll reaches.</summary>
    protected TimeSpan Backfill => options.Backfill ?? DefaultBackfill;

    public async Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        _requests = 0;
        if (cursor?.QuotaUsedOn(now) >= options.DailyQuota)
        {
            return Failed(cursor, now, new FeedFaultException(
                PollOutcome.Throttled, $"today's {options.DailyQuota} requests are used up.", now.UtcDateTime.Date.AddDays(
                    1) - now.UtcDateTime));
        }

        try
        {
            NewsRead read = WithoutItemsBefore(StartOfBackfill(cursor, now), await ReadAsync(cursor, cancellationToken));
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

    /// <summary>
    /// First UTC date of publication that is accepted, fixed by the first poll; a longer backfill moves it to an earlier date. Null when
    /// any date is accepted.
    /// </summary>
    protected virtual DateOnly? StartOfBackfill(FeedCursor? cursor, DateTimeOffset now)
    {
        DateOnly start = Date(now - Backfill), known = cursor?.BackfillFrom ?? Date((cursor?.LastSuccessUtc ?? now) - Backfill);
        return known < start ? known : start;
    }

    /// <summary>Sends a request and counts it against the quota.</summary>
    protected Task<FeedAnswer> GetAsync(FeedRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        return context.Http.GetAsync(request with { Spacing = options.Spacing, Secret = context.Key }, cancellationToken);
    }

    private NewsPoll Succeeded(FeedCursor? cursor, DateTimeOffset now, NewsRead read)
    {
        bool unchanged = read.Answer?.NotModified == true || (read.HadItems && read.Articles.Count == 0);
        PollOutcome outcome = read.Articles.Count > 0 ? PollOutcome.New : unchanged ? PollOutcome.Unchanged : PollOutcome.Empty;
        DateTimeOffset next = read.HasMore ? now : FeedSchedule.Next(Name, now, options.Interval, read.RequestedDelay);
        FeedCursor after = Known(cursor, now).AfterSuccess(outcome, now, next).WithRequests(_requests, now) with
        {
            Position = read.Position,
            ETag = read.Answer is null or { NotModified: true } ? cursor?.ETag : read.Answer.ETag,
            LastModified = read.Answer is null or { NotModified: true } ? cursor?.LastModified : read.Answer.LastModified,
        };
        if (outcome == PollOutcome.Empty && !IsEmptyNormal)
        {
            // Not a success, so that the heartbeat reports a feed that has lost its items.
            after = after with { LastSuccessUtc = cursor?.LastSuccessUtc };
        }

        return new NewsPoll(outcome, read.Articles, after, Named(read.Errors));
    }

    private NewsPoll Failed(FeedCursor? cursor, DateTimeOffset now, FeedFaultException fault, NewsRead? read = null)
    {
        FeedCursor after = Known(cursor, now).AfterFailure(fault.Outcome, fault.Message, now, fault.RetryAfter).WithRequests(
            _requests, now);
        return new NewsPoll(
            fault.Outcome,
            read?.Articles ?? [],
            read is null ? after : after with { Position = read.Position },
            Named([.. read?.Errors ?? [], fault.Message]));
    }

    private static NewsRead WithoutItemsBefore(DateOnly? start, NewsRead read)
    {
        Article[] old = [.. read.Articles.Where(article => Date(article.Published) < start)];
        if (old.Length == 0)
        {
            return read;
        }

        string refused = string.Create(
            CultureInfo.InvariantCulture,
            $"{old.Length} item(s) published before {start:yyyy-MM-dd}, where the feed's Backfill starts, were skipped, among them "
            + $"'{Headline.Shorten(old[0].Title)}' of {old[0].Published:yyyy-MM-dd}.");
        return read with { Articles = [.. read.Articles.Except(old)], Errors = [.. read.Errors, refused] };
    }

    private static DateOnly Date(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private FeedCursor Known(FeedCursor? cursor, DateTimeOffset now) =>
        (cursor ?? new FeedCursor { FeedKind = CursorKinds.News, FeedId = Name }) with { BackfillFrom = StartOfBackfill(cursor, now) };

    private List<string> Named(IEnumerable<string> errors) => [.. errors.Select(error => $"{Name}: {error}")];
}
