using MarketPulse.Core.Markets;

namespace MarketPulse.Pipeline.Polling;

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
