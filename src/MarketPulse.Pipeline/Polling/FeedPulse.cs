namespace MarketPulse.Pipeline.Polling;

/// <summary>The pulse of one feed.</summary>
/// <param name="FeedKind"><c>news</c> or <c>prices</c>.</param>
/// <param name="Feed">Configured name.</param>
/// <param name="LastPollUtc">When it was last polled; null when never.</param>
/// <param name="LastSuccessUtc">When a poll last succeeded; null when none did.</param>
/// <param name="SinceSuccess">The time since then.</param>
/// <param name="Outcome">Outcome of the last poll; null before the first.</param>
/// <param name="IsStale">Whether the silence has lasted too long.</param>
public sealed record FeedPulse(
    string FeedKind, string Feed, DateTimeOffset? LastPollUtc, DateTimeOffset? LastSuccessUtc, TimeSpan? SinceSuccess, PollOutcome? Outcome, bool IsStale)
{
    /// <summary>When the feed's freshness was first looked at.</summary>
    public DateTimeOffset FirstLookUtc { get; init; }

    /// <summary>When the heartbeat last looked at the feed; null before the first time.</summary>
    public DateTimeOffset? LastLookUtc { get; init; }

    /// <summary>When the feed is next due; null when it is due now.</summary>
    public DateTimeOffset? NextPollUtc { get; init; }

    /// <summary>Failed polls in a row.</summary>
    public int Failures { get; init; }

    /// <summary>What went wrong in the last poll; null when it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>Whether it is stale and has had the time to be otherwise: a feed that was never polled is stale from the first look on, and silent only later.</summary>
    public bool IsSilent { get; init; }

    /// <summary>The state in one sentence.</summary>
    public string Warning => SinceSuccess is { } since
        ? $"No poll of the {FeedKind} feed '{Feed}' has succeeded for {since.TotalHours:F1} hours."
        : $"No poll of the {FeedKind} feed '{Feed}' has ever succeeded.";
}
