namespace MarketPulse.Feeds.Settings;

/// <summary>A configured feed, whether it is polled or not.</summary>
/// <param name="FeedKind"><c>news</c> or <c>prices</c>.</param>
/// <param name="Name">Name of its section, in lower case.</param>
public sealed record ConfiguredFeed(string FeedKind, string Name)
{
    /// <summary>Code of the kind of source, such as <c>rss</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Host, folder or container.</summary>
    public required string Place { get; init; }

    /// <summary>Time between two polls.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>Maximum number of requests per UTC day; null when there is no limit.</summary>
    public int? DailyQuota { get; init; }

    /// <summary>Why it is not polled; null when it is.</summary>
    public string? OffBecause { get; init; }
}
