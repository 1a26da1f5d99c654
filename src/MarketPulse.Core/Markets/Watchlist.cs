namespace MarketPulse.Core.Markets;

/// <summary>The instruments that events are scored against; benchmarks are among them.</summary>
public sealed class Watchlist
{
    /// <summary>Creates the list.</summary>
    public Watchlist(IReadOnlyList<Instrument> instruments) => Instruments = instruments;

    /// <summary>The instruments, in the order of the file.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }
}
