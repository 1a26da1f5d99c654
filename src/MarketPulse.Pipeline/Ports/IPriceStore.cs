using MarketPulse.Core.Markets;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores daily prices, packed by year.</summary>
public interface IPriceStore
{
    /// <summary>
    /// Reads the bars of a symbol with date in [from, to]; both bounds are optional. Null when nothing is stored for the symbol.
    /// </summary>
    Task<PriceHistory?> ReadAsync(string symbol, DateOnly? from, DateOnly? to, CancellationToken cancellationToken);

    /// <summary>Adds new bars and applies corrections.</summary>
    /// <returns>What changed.</returns>
    Task<PriceChangeSet> MergeAsync(PriceHistory history, CancellationToken cancellationToken);
}
