using MarketPulse.Core.Markets;

namespace MarketPulse.Pipeline.Ports;

/// <summary>The watchlist as stored for dashboards, and other small dimension tables.</summary>
public interface IDimensionStore
{
    /// <summary>Writes the instruments and removes those no longer in the list.</summary>
    Task SaveInstrumentsAsync(IReadOnlyCollection<Instrument> instruments, CancellationToken cancellationToken);

    /// <summary>The instruments stored.</summary>
    IAsyncEnumerable<Instrument> ReadInstrumentsAsync(CancellationToken cancellationToken);
}
