using System.Collections.Frozen;

namespace MarketPulse.Core.Markets;

/// <summary>The instruments that events are scored against, benchmarks included.</summary>
public sealed class Watchlist
{
    private readonly FrozenDictionary<string, Instrument> _bySymbol;

    /// <summary>Creates a watchlist.</summary>
    /// <exception cref="ArgumentException">A symbol appears twice.</exception>
    public Watchlist(IReadOnlyList<Instrument> instruments)
    {
        Instruments = instruments ?? throw new ArgumentNullException(nameof(instruments));
        string? twice = instruments.GroupBy(instrument => instrument.Symbol, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Skip(1).Any())?.Key;
        if (twice is not null)
        {
            throw new ArgumentException($"The symbol '{twice}' appears twice in the watchlist.", nameof(instruments));
        }

        _bySymbol = instruments.ToFrozenDictionary(instrument => instrument.Symbol, StringComparer.Ordinal);
    }

    /// <summary>The instruments in the order of the file, followed by the portfolios.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>The instruments that have prices of their own: all except portfolios.</summary>
    public IEnumerable<Instrument> Quoted => Instruments.Where(instrument => instrument.Members.Count == 0);

    /// <summary>The list followed by those of <paramref name="others"/> that it does not contain.</summary>
    public Watchlist Keeping(IEnumerable<Instrument> others) =>
        new([.. Instruments, .. others.Where(other => !_bySymbol.ContainsKey(other.Symbol))]);

    /// <summary>The list with portfolios as additional instruments.</summary>
    /// <exception cref="ArgumentException">
    /// A portfolio breaks a rule; the message lists every problem (<see cref="Portfolio.Problems"/>).
    /// </exception>
    public Watchlist With(IReadOnlyList<Portfolio> portfolios)
    {
        ArgumentNullException.ThrowIfNull(portfolios);
        string problems = string.Join(Environment.NewLine, portfolios.SelectMany(portfolio => portfolio.Problems(Instruments)));
        return problems.Length == 0
            ? new Watchlist([.. Instruments, .. portfolios.Select(portfolio => portfolio.ToInstrument(Instruments))])
            : throw new ArgumentException(problems, nameof(portfolios));
    }

    /// <summary>The instrument with a symbol; null when it is not in the list.</summary>
    public Instrument? Find(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>The instrument that another is measured against; null when it has none.</summary>
    public Instrument? BenchmarkOf(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return instrument.Benchmark is null ? null : Find(instrument.Benchmark);
    }

    /// <summary>The instruments that carry a tag, in the order of the file.</summary>
    public IEnumerable<Instrument> Tagged(string tag) =>
        Instruments.Where(instrument => instrument.Tags.Contains(tag, StringComparer.Ordinal));
}
