namespace MarketPulse.Pipeline.Polling;

/// <summary>How a round of polling went.</summary>
/// <param name="Feeds">One entry per feed that was due.</param>
public sealed record PollSummary(IReadOnlyList<FeedPoll> Feeds)
{
    /// <summary>New articles, or symbols with new bars.</summary>
    public int Added => Feeds.Sum(feed => feed.Added);

    /// <summary>Every item refused and every feed that failed, one sentence each.</summary>
    public IEnumerable<string> Errors => Feeds.SelectMany(feed => feed.Errors);
}

/// <summary>How the poll of one feed went.</summary>
/// <param name="Feed">Configured name; for prices a bar and the symbol follow.</param>
/// <param name="Outcome">How it ended; null when the feed was not due.</param>
/// <param name="Added">New articles, or new bars.</param>
/// <param name="Errors">One sentence per item refused.</param>
public sealed record FeedPoll(string Feed, PollOutcome? Outcome, int Added, IReadOnlyList<string> Errors)
{
    internal static FeedPoll NotDue(string feed) => new(feed, null, 0, []);
}
