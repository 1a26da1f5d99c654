using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
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

/// <summary>What a news poll brought.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Articles">The articles, any order.</param>
/// <param name="Cursor">The cursor to store once the articles are stored.</param>
/// <param name="Errors">One sentence per item that was refused, naming file and line or field.</param>
public sealed record NewsPoll(PollOutcome Outcome, IReadOnlyList<Article> Articles, FeedCursor Cursor, IReadOnlyList<string> Errors);

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

/// <summary>What a price poll brought.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="History">The bars; null when there are none.</param>
/// <param name="Cursor">The cursor to store once the bars are stored.</param>
/// <param name="Errors">One sentence per line that was refused, naming file and line or field.</param>
public sealed record PricePoll(PollOutcome Outcome, PriceHistory? History, FeedCursor Cursor, IReadOnlyList<string> Errors)
{
    /// <summary>Requests that the poll made, counted against the source's daily quota.</summary>
    public int Requests { get; init; }
}
