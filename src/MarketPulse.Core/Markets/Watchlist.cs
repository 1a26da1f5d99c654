using System.Collections.Frozen;

namespace MarketPulse.Core.Markets;

/// <summary>The instruments that events are scored against; benchmarks are among them.</summary>
public sealed class Watchlist
{
    private readonly FrozenDictionary<string, Instrument> _bySymbol;

    /// <summary>Creates the list.</summary>
    /// <exception cref="ArgumentException">A symbol stands in it twice.</exception>
    public Watchlist(IReadOnlyList<Instrument> instruments)
    {
        Instruments = instruments ?? throw new ArgumentNullException(nameof(instruments));
        string? twice = instruments.GroupBy(instrument => instrument.Symbol, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any())?.Key;
        if (twice is not null)
        {
            throw new ArgumentException($"The symbol '{twice}' stands in the watchlist twice.", nameof(instruments));
        }

        _bySymbol = instruments.ToFrozenDictionary(instrument => instrument.Symbol, StringComparer.Ordinal);
    }

    /// <summary>The instruments, in the order of the file.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>The instrument of a symbol; null when it is not in the list.</summary>
    public Instrument? Find(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>The instrument that another is measured against; null when it has none.</summary>
    public Instrument? BenchmarkOf(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return instrument.Benchmark is null ? null : Find(instrument.Benchmark);
    }

    /// <summary>The instruments that carry a tag, in the order of the file.</summary>
    public IEnumerable<Instrument> Tagged(string tag) => Instruments.Where(instrument => instrument.Tags.Contains(tag, StringComparer.Ordinal));
}
