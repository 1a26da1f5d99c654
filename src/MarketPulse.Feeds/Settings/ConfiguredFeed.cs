namespace MarketPulse.Feeds.Settings;

/// <summary>A configured feed, whether it is polled or not.</summary>
/// <param name="FeedKind"><c>news</c> or <c>prices</c>.</param>
/// <param name="Name">Name of its section, in lower case.</param>
/// <param name="Source">Code of the kind of source, such as <c>rss</c>.</param>
/// <param name="Place">Host, folder or container.</param>
/// <param name="Interval">Time between two polls.</param>
/// <param name="DailyQuota">Most requests per UTC day; null for no limit.</param>
/// <param name="OffBecause">Why it is not polled; null when it is.</param>
public sealed record ConfiguredFeed(
    string FeedKind, string Name, string Source, string Place, TimeSpan Interval, int? DailyQuota, string? OffBecause);
