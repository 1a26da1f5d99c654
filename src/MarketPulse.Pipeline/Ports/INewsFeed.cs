using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Ports;

/// <summary>A source of articles. One class per kind of source; it reads, and keeps nothing.</summary>
public interface INewsFeed
{
    /// <summary>Configured name.</summary>
    string Name { get; }

    /// <summary>Reads what came since <paramref name="cursor"/>, with some overlap; repeats do no harm.</summary>
    Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken);
}
