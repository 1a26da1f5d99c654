namespace MarketPulse.Feeds.Settings;

/// <summary>A feed as configured, polled or not.</summary>
/// <param name="FeedKind"><c>news</c> or <c>prices</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Source">Kind of its source.</param>
/// <param name="Place">Host, folder or container.</param>
/// <param name="Interval">Time between two polls.</param>
/// <param name="DailyQuota">Most requests in a UTC day.</param>
/// <param name="OffBecause">Why it is not polled; null when it is.</param>
public sealed record ConfiguredFeed(
    string FeedKind, string Name, string Source, string Place, TimeSpan Interval, int? DailyQuota, string? OffBecause);
