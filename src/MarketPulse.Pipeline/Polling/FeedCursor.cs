using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Polling;

/// <summary>The position of a feed, the status of its last polls, and its quota use.</summary>
[Table("cursors")]
public sealed record FeedCursor : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => FeedKind;

    /// <inheritdoc/>
    public override string RowKey => FeedId;

    /// <summary><c>news</c> or <c>prices</c>.</summary>
    [Column("feedkind", Example = "news")]
    public required string FeedKind { get; init; }

    /// <summary>Configured name of the feed; for prices, followed by a vertical bar and the symbol.</summary>
    [Column("feedid", Example = "ustr")]
    public required string FeedId { get; init; }

    /// <summary>ETag of the last response, as received.</summary>
    [Column("etag")]
    public string? ETag { get; init; }

    /// <summary>Last-Modified of the last response, as received.</summary>
    [Column("lastmodified")]
    public string? LastModified { get; init; }

    /// <summary>Where the feed's adapter resumes, such as its newest item or bar; opaque to everything else.</summary>
    [Column("position")]
    public string? Position { get; init; }

    /// <summary>First UTC date of publication that a news feed's items may have; null when any date is accepted.</summary>
    [Column("backfillfrom")]
    public DateOnly? BackfillFrom { get; init; }

    /// <summary>First bar of a merge whose events have not been queued for rescoring yet; null if none is pending.</summary>
    [Column("requeuefrom")]
    public DateOnly? RequeueFrom { get; init; }

    /// <summary>Outcome of the last poll.</summary>
    [Column("outcome", Example = "new")]
    public PollOutcome Outcome { get; init; }

    /// <summary>What went wrong in the last failed poll.</summary>
    [Column("error")]
    public string? Error { get; init; }

    /// <summary>Number of consecutive failed polls.</summary>
    [Column("failures", Unit = "count")]
    public int Failures { get; init; }

    /// <summary>When the feed was last polled.</summary>
    [Column("lastpollutc", Unit = "utc")]
    public DateTimeOffset? LastPollUtc { get; init; }

    /// <summary>When a poll last succeeded.</summary>
    [Column("lastsuccessutc", Unit = "utc")]
    public DateTimeOffset? LastSuccessUtc { get; init; }

    /// <summary>The feed is not polled again before this time.</summary>
    [Column("nextpollutc", Unit = "utc")]
    public DateTimeOffset? NextPollUtc { get; init; }

    /// <summary>Requests made on <see cref="QuotaDay"/>.</summary>
    [Column("quotaused", Unit = "count")]
    public int QuotaUsed { get; init; }

    /// <summary>The UTC day that <see cref="QuotaUsed"/> refers to.</summary>
    [Column("quotaday")]
    public DateOnly? QuotaDay { get; init; }

    /// <summary>Number of requests made on the UTC day of <paramref name="now"/>.</summary>
    public int QuotaUsedOn(DateTimeOffset now) => QuotaDay == Day(now) ? QuotaUsed : 0;

    /// <summary>Returns the cursor with further requests counted against the quota of the UTC day.</summary>
    public FeedCursor WithRequests(int requests, DateTimeOffset now) =>
        this with { QuotaUsed = QuotaUsedOn(now) + requests, QuotaDay = Day(now) };

    /// <summary>Returns the cursor after a successful poll, with errors cleared. The caller sets the position.</summary>
    /// <param name="outcome">How the poll ended: new, unchanged or empty.</param>
    /// <param name="now">Time of the poll.</param>
    /// <param name="next">When the feed is due again.</param>
    public FeedCursor AfterSuccess(PollOutcome outcome, DateTimeOffset now, DateTimeOffset? next) => this with
    {
        Outcome = outcome,
        Error = null,
        Failures = 0,
        LastPollUtc = now,
        LastSuccessUtc = now,
        NextPollUtc = next,
    };

    /// <summary>
    /// Returns the cursor after a failed poll, at the same position. The next poll is due after one minute, doubled with each consecutive
    /// failure up to one hour, but not before the time that the source requested.
    /// </summary>
    /// <param name="outcome">How the poll ended.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="now">Time of the poll.</param>
    /// <param name="retryAfter">The delay that the source requested, capped at one day; null for none.</param>
    public FeedCursor AfterFailure(PollOutcome outcome, string error, DateTimeOffset now, TimeSpan? retryAfter = null)
    {
        int failures = Failures + 1;
        var wait = TimeSpan.FromMinutes(Math.Min(60, Math.Pow(2, Math.Min(failures, 7) - 1)));
        TimeSpan requested = retryAfter > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : retryAfter ?? TimeSpan.Zero;
        return this with
        {
            Outcome = outcome,
            Error = error,
            Failures = failures,
            LastPollUtc = now,
            NextPollUtc = now + (requested > wait ? requested : wait),
        };
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}

/// <summary>The outcome of a poll, judged by the content of the response and not only by its status.</summary>
public enum PollOutcome
{
    /// <summary>There were new items.</summary>
    New,

    /// <summary>Nothing is new, according to the source or to the items it returned.</summary>
    Unchanged,

    /// <summary>A well-formed response without items.</summary>
    Empty,

    /// <summary>The source asked to slow down, or the quota is used up.</summary>
    Throttled,

    /// <summary>The source returned a challenge or consent page instead of data.</summary>
    Challenged,

    /// <summary>The response cannot be parsed.</summary>
    Malformed,

    /// <summary>The source rejected the request: invalid key, unknown symbol or forbidden address.</summary>
    Rejected,

    /// <summary>The source did not respond.</summary>
    Unreachable,
}
