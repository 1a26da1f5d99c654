using MarketPulse.Core.Markets;

namespace MarketPulse.Pipeline.Polling;

/// <summary>The result of polling a price feed for one instrument.</summary>
/// <param name="Outcome">How the poll ended.</param>
/// <param name="History">The bars read; null when there are none.</param>
/// <param name="Cursor">The cursor to store once the bars are stored.</param>
/// <param name="Errors">One sentence per rejected line, naming the file and the line or field.</param>
public sealed record PricePoll(PollOutcome Outcome, PriceHistory? History, FeedCursor Cursor, IReadOnlyList<string> Errors)
{
    /// <summary>Number of requests that the poll made, counted against the source's daily quota.</summary>
    public int Requests { get; init; }
}
