namespace MarketPulse.Pipeline.Polling;

/// <summary>The result of one round of polling.</summary>
/// <param name="Feeds">One entry per feed that was due.</param>
public sealed record PollSummary(IReadOnlyList<FeedPoll> Feeds)
{
    /// <summary>Number of new articles or bars.</summary>
    public int Added => Feeds.Sum(feed => feed.Added);

    /// <summary>One sentence for each rejected item and each feed that failed.</summary>
    public IEnumerable<string> Errors => Feeds.SelectMany(feed => feed.Errors);
}

/// <summary>The result of polling one feed.</summary>
/// <param name="Feed">Configured name of the feed; for prices followed by a vertical bar and the symbol.</param>
/// <param name="Outcome">How the poll ended; null when the feed was not due.</param>
/// <param name="Added">Number of new articles or bars.</param>
/// <param name="Errors">One sentence per rejected item.</param>
public sealed record FeedPoll(string Feed, PollOutcome? Outcome, int Added, IReadOnlyList<string> Errors)
{
    internal static FeedPoll NotDue(string feed) => new(feed, null, 0, []);
}
