using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Hosting;

/// <summary>Bars in memory as a feed.</summary>
/// <param name="name">Name of the feed, stored in its cursors.</param>
/// <param name="histories">The bars by symbol.</param>
/// <param name="clock">Provides the time of the cursors.</param>
internal sealed class GivenPrices(string name, IReadOnlyDictionary<string, PriceHistory> histories, TimeProvider clock) : IPriceFeed
{
    public string Name => name;

    public bool Serves(Instrument instrument) => histories.ContainsKey(instrument.Symbol);

    public Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken)
    {
        PriceHistory history = histories[instrument.Symbol];
        PollOutcome outcome = history.Bars.Count > 0 ? PollOutcome.New : PollOutcome.Empty;
        FeedCursor next = GivenCursor.After(CursorKinds.Prices, CursorIds.ForSymbol(name, instrument.Symbol), outcome, clock);
        return Task.FromResult(new PricePoll(outcome, history, next, []));
    }
}
