using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Ports;

/// <summary>A source of daily bars. One class per kind of source; it reads, and keeps nothing.</summary>
public interface IPriceFeed
{
    /// <summary>Configured name.</summary>
    string Name { get; }

    /// <summary>Most requests that the source allows in a UTC day over all symbols; null when it sets no limit.</summary>
    int? DailyQuota => null;

    /// <summary>Whether this source can give bars for the instrument.</summary>
    bool Serves(Instrument instrument);

    /// <summary>Reads the instrument's bars since <paramref name="cursor"/>, with some overlap.</summary>
    Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken);
}
