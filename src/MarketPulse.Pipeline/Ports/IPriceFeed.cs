using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Ports;

/// <summary>A source of daily bars. Each kind of source has one implementation, which keeps no state between polls.</summary>
public interface IPriceFeed
{
    /// <summary>Configured name of the feed.</summary>
    string Name { get; }

    /// <summary>Maximum number of requests per UTC day, over all symbols; null when there is no limit.</summary>
    int? DailyQuota => null;

    /// <summary>Whether this source provides bars for the instrument.</summary>
    bool Serves(Instrument instrument);

    /// <summary>Reads the instrument's bars since <paramref name="cursor"/>, with some overlap.</summary>
    Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken);
}
