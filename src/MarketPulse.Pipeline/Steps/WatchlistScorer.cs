using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Scores events on the instruments of the watchlist, and counts their overlaps, with the bars that are stored.</summary>
/// <param name="watchlist">The instruments to score.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="scorer">Runs the event study.</param>
public sealed class WatchlistScorer(Watchlist watchlist, IPriceStore prices, EventScorer scorer)
{
    /// <summary>Whether the watchlist is empty, so that there is nothing to score.</summary>
    public bool IsEmpty => watchlist.Instruments.Count == 0;

    /// <summary>
    /// Reads the bars that scoring the event needs, which include those that counting the overlaps of events within
    /// <see cref="EventScorer.Reach"/> of it needs.
    /// </summary>
    /// <returns>Bars by symbol; symbols without bars are absent.</returns>
    public Task<IReadOnlyDictionary<string, PriceHistory>> ReadPricesAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        (DateOnly from, DateOnly to) = scorer.PricesNeeded(tradeEvent);
        return prices.ReadAsync(watchlist.Instruments, from, to, cancellationToken);
    }

    /// <summary>Scores the event.</summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="neighbours">Other live events within <see cref="EventScorer.Reach"/>.</param>
    /// <param name="histories">The result of <see cref="ReadPricesAsync"/>.</param>
    public EventScores Score(
        TradeEvent tradeEvent, IReadOnlyList<TradeEvent> neighbours, IReadOnlyDictionary<string, PriceHistory> histories) =>
        scorer.Score(tradeEvent, neighbours, watchlist.Instruments, histories);

    /// <summary>Counts the overlaps of events.</summary>
    /// <param name="live">The live events within <see cref="EventScorer.Reach"/> of those whose overlaps are counted.</param>
    /// <param name="histories">The result of <see cref="ReadPricesAsync"/> for an event within that distance.</param>
    public OverlapCounter CountOverlaps(IReadOnlyCollection<TradeEvent> live, IReadOnlyDictionary<string, PriceHistory> histories) =>
        new(live, watchlist.Instruments, histories);
}
