using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Ports;

/// <summary>A source of articles. Each kind of source has one implementation, which keeps no state between polls.</summary>
public interface INewsFeed
{
    /// <summary>Configured name of the feed.</summary>
    string Name { get; }

    /// <summary>Reads the articles since <paramref name="cursor"/>, with some overlap; duplicates are harmless.</summary>
    Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken);
}
