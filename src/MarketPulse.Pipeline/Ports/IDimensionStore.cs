using MarketPulse.Core.Markets;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores the instrument dimension: the watchlist as dashboards read it.</summary>
public interface IDimensionStore
{
    /// <summary>Writes the instruments and removes stored ones that are not in the list.</summary>
    Task SaveInstrumentsAsync(IReadOnlyCollection<Instrument> instruments, CancellationToken cancellationToken);

    /// <summary>Reads the stored instruments.</summary>
    IAsyncEnumerable<Instrument> ReadInstrumentsAsync(CancellationToken cancellationToken);
}
