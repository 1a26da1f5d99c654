using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Watchlists;
using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Hosting;

/// <summary>A price file and the instrument it is about.</summary>
internal sealed record PriceSource(string Path, Instrument Instrument)
{
    private const string UsualBenchmark = "SPY";

    /// <summary>
    /// The price files of a folder. A file belongs to the instrument of its name, or of one of its aliases, in any case. One that the list does not know is left
    /// out when the user gave the list; else it is an instrument against SPY, if that is among the files.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="given">The user's watchlist; null for the shipped one.</param>
    /// <param name="context">Told of files that are left out.</param>
    public static List<PriceSource> FindAll(string folder, IReadOnlyList<Instrument>? given, CommandContext context)
    {
        IReadOnlyList<string> paths = PriceFolder.Files(folder);
        if (paths.Count == 0)
        {
            context.Fail($"{folder}: holds no .csv file.");
        }

        IReadOnlyList<Instrument> known = given ?? WatchlistFile.Shipped.Instruments;
        bool hasBenchmark = paths.Any(path => IsNamed(PriceCsv.SymbolOf(path), UsualBenchmark));
        var sources = new List<PriceSource>();
        foreach (string path in paths)
        {
            string symbol = PriceCsv.SymbolOf(path);
            Instrument? instrument = Find(known, symbol);
            if (instrument is null && given is not null)
            {
                context.Warn($"{path}: {symbol} is not in the watchlist, so the file is left out.");
                continue;
            }

            instrument ??= new Instrument { Symbol = symbol, Benchmark = hasBenchmark ? UsualBenchmark : null };
            if (sources.Find(source => source.Instrument.Symbol == instrument.Symbol) is { } other)
            {
                context.Fail($"{path}: {other.Path} holds the prices of {instrument.Symbol} already; the file is left out.");
                continue;
            }

            sources.Add(new PriceSource(path, instrument));
        }

        return sources;
    }

    private static Instrument? Find(IReadOnlyList<Instrument> known, string name) =>
        known.FirstOrDefault(instrument => instrument.Symbol == name)
        ?? known.FirstOrDefault(instrument => IsNamed(instrument.Symbol, name) || instrument.Aliases.Values.Any(alias => IsNamed(alias, name)));

    private static bool IsNamed(string symbol, string name) => symbol.Equals(name, StringComparison.OrdinalIgnoreCase);
}
