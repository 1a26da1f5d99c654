using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Watchlists;
using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Hosting;

/// <summary>A price file and its instrument.</summary>
internal sealed record PriceSource(string Path, Instrument Instrument)
{
    private const string UsualBenchmark = "SPY";

    /// <summary>
    /// Finds the price files of a folder. A file belongs to the instrument with its name or alias, ignoring case. A file without an
    /// instrument is skipped if the user gave a watchlist; otherwise it becomes an instrument with SPY as benchmark, if SPY is among the
    /// files.
    /// </summary>
    /// <param name="folder">Folder of the CSV files.</param>
    /// <param name="given">The user's watchlist; null for the shipped one.</param>
    /// <param name="context">Receives a message for each file that is skipped.</param>
    public static List<PriceSource> FindAll(string folder, IReadOnlyList<Instrument>? given, CommandContext context)
    {
        IReadOnlyList<string> paths = PriceFolder.Files(folder);
        if (paths.Count == 0)
        {
            context.Fail($"{folder}: there is no .csv file in this folder.");
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
                context.Warn($"{path}: {symbol} is not in the watchlist, so the file is skipped.");
                continue;
            }

            instrument ??= new Instrument { Symbol = symbol, Benchmark = hasBenchmark ? UsualBenchmark : null };
            if (sources.Find(source => source.Instrument.Symbol == instrument.Symbol) is { } other)
            {
                context.Fail($"{path}: {other.Path} already has the prices of {instrument.Symbol}; the file is skipped.");
                continue;
            }

            sources.Add(new PriceSource(path, instrument));
        }

        return sources;
    }

    private static Instrument? Find(IReadOnlyList<Instrument> known, string name) =>
        known.FirstOrDefault(instrument => instrument.Symbol == name)
        ?? known.FirstOrDefault(
            instrument => IsNamed(instrument.Symbol, name) || instrument.Aliases.Values.Any(alias => IsNamed(alias, name)));

    private static bool IsNamed(string symbol, string name) => symbol.Equals(name, StringComparison.OrdinalIgnoreCase);
}
