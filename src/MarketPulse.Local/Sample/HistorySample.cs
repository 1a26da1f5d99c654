using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Watchlists;
using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Sample;

/// <summary>A real history: events, instruments and prices. docs/history.md describes the shipped one.</summary>
/// <param name="Events">The catalogue.</param>
/// <param name="Instruments">The instruments to score.</param>
/// <param name="Histories">Their bars by symbol, as published.</param>
internal sealed record HistorySample(
    IReadOnlyList<CatalogueEvent> Events, IReadOnlyList<Instrument> Instruments, IReadOnlyDictionary<string, PriceHistory> Histories)
{
    /// <summary>Name of the feed and price source of everything in it.</summary>
    public const string Feed = "history";

    /// <summary>The articles to run through the pipeline: all events but the scheduled ones, which were known in advance.</summary>
    public IReadOnlyList<Article> Articles => [.. Events.Where(found => !found.IsScheduled).Select(found => found.Article)];

    /// <summary>Reads a history. What is wrong is reported; the rest is used.</summary>
    /// <param name="folder">Folder with <c>events.csv</c>, <c>watchlist.json</c> and <c>prices</c>; null for the shipped history.</param>
    /// <param name="tell">Receives what is wrong.</param>
    /// <param name="clock">Decides what is in the future.</param>
    /// <exception cref="CommandError">The folder lacks a file, or nothing in it can be used.</exception>
    public static HistorySample Read(string? folder, Action<IEnumerable<InputError>> tell, TimeProvider clock)
    {
        if (folder is not null && !Directory.Exists(folder))
        {
            throw CommandError.BadArguments($"--history: there is no folder '{folder}'.");
        }

        string Named(string path) => folder is null ? $"samples/history/{path}" : Path.Combine(folder, path);
        byte[]? Find(string path) => folder is null ? SampleFiles.ReadHistory(path)
            : File.Exists(Named(path)) ? File.ReadAllBytes(Named(path))
            : null;
        byte[] Needed(string path) => Find(path) ?? throw CommandError.BadArguments($"--history: there is no file '{Named(path)}'.");

        var catalogue = EventCatalogue.Parse(Needed("events.csv"), Named("events.csv"), Feed, clock);
        tell(catalogue.Errors);
        var watchlist = WatchlistFile.Parse(Needed("watchlist.json"), Named("watchlist.json"));
        tell(watchlist.Errors);
        if (catalogue.Events.Count == 0 || watchlist.Instruments.Count == 0)
        {
            throw CommandError.Failed("The history has no usable event or no usable instrument, so nothing was stored.");
        }

        var histories = new Dictionary<string, PriceHistory>(StringComparer.Ordinal);
        DateTimeOffset first = catalogue.Events.Min(found => found.Article.Published);
        foreach (Instrument instrument in watchlist.Instruments)
        {
            string path = $"prices/{instrument.Aliases.GetValueOrDefault("csv") ?? instrument.Symbol}.csv";
            if (Find(path) is not { } bytes)
            {
                tell([new InputError(Named(path), null, null, $"is missing, so {instrument.Symbol} has no prices; add the file.")]);
                continue;
            }

            PriceFile file = new PriceCsv(clock).Parse(bytes, Named(path), instrument.Symbol, instrument.Change);
            tell(file.Errors);
            if (file.History.BarsThrough is not { } last)
            {
                continue;
            }

            histories[instrument.Symbol] = file.History with { Source = Feed };
            if (last < DateOnly.FromDateTime(first.UtcDateTime))
            {
                tell([new InputError(Named(path), null, null, string.Create(
                    CultureInfo.InvariantCulture,
                    $"ends on {last:yyyy-MM-dd}, before the first event, so {instrument.Symbol} cannot be scored; add later prices."))]);
            }
        }

        return new HistorySample(catalogue.Events, watchlist.Instruments, histories);
    }
}
