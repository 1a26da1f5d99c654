namespace MarketPulse.Pipeline.Polling;

/// <summary>The state of one feed: when it was last polled, and whether it has gone silent.</summary>
/// <param name="FeedKind"><c>news</c> or <c>prices</c>.</param>
/// <param name="Feed">Configured name of the feed.</param>
public sealed record FeedPulse(string FeedKind, string Feed)
{
    /// <summary>Days without an answer after which a feed counts as <see cref="IsUnanswered"/>.</summary>
    public const int UnansweredDays = 7;

    /// <summary>When it was last polled; null if never.</summary>
    public DateTimeOffset? LastPollUtc { get; init; }

    /// <summary>When a poll last succeeded; null if none has.</summary>
    public DateTimeOffset? LastSuccessUtc { get; init; }

    /// <summary>Time since the last successful poll; null if none has succeeded.</summary>
    public TimeSpan? SinceSuccess { get; init; }

    /// <summary>Outcome of the last poll; null before the first.</summary>
    public PollOutcome? Outcome { get; init; }

    /// <summary>Whether no poll has succeeded within the configured time.</summary>
    public bool IsStale { get; init; }

    /// <summary>When the heartbeat first checked the feed.</summary>
    public DateTimeOffset FirstLookUtc { get; init; }

    /// <summary>When the heartbeat last checked the feed; null before the first check.</summary>
    public DateTimeOffset? LastLookUtc { get; init; }

    /// <summary>When the feed is next due; null if it is due now.</summary>
    public DateTimeOffset? NextPollUtc { get; init; }

    /// <summary>Failed polls in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Why the last poll failed; null if it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// Whether the feed is stale and has had time to be polled. A feed that has never been polled is stale from the first check, but silent
    /// only once the configured time has passed since then.
    /// </summary>
    public bool IsSilent { get; init; }

    /// <summary>
    /// Whole days without an answer: since the last successful poll, or since the heartbeat first checked a feed that has never answered.
    /// </summary>
    public int SilentDays { get; init; }

    /// <summary>Whether the feed has not answered for a week: its address may have changed.</summary>
    public bool IsUnanswered => SilentDays >= UnansweredDays;

    /// <summary>A sentence stating how long no poll has succeeded.</summary>
    public string Warning => (IsUnanswered, SinceSuccess) switch
    {
        (true, _) => $"The {FeedKind} feed '{Feed}' has not answered for {SilentDays} days; marketpulse feeds --check asks it.",
        (false, { } since) => $"No poll of the {FeedKind} feed '{Feed}' has succeeded for {since.TotalHours:F1} hours.",
        _ => $"No poll of the {FeedKind} feed '{Feed}' has ever succeeded.",
    };
}
