using MarketPulse.Core.Markets;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Daily prices, packed by year.</summary>
public interface IPriceStore
{
    /// <summary>The bars of a symbol with date in [from, to], both inclusive and both optional; null when nothing is stored for it.</summary>
    Task<PriceHistory?> ReadAsync(string symbol, DateOnly? from, DateOnly? to, CancellationToken cancellationToken);

    /// <summary>Adds new bars and takes over corrections.</summary>
    /// <returns>What changed.</returns>
    Task<PriceChangeSet> MergeAsync(PriceHistory history, CancellationToken cancellationToken);
}
