using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Watchlists;
using MarketPulse.Hosting;
using MarketPulse.Local.Commands;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Local.Hosting;

/// <summary>The usable content of a user's files; problems have been printed to standard error.</summary>
/// <param name="Articles">The articles that could be read.</param>
/// <param name="Histories">The bars by symbol, without files that have no usable bar.</param>
/// <param name="Instruments">The instruments to score: the given watchlist, or else the instruments of the price files.</param>
/// <param name="IsWatchlistGiven">Whether the user gave a watchlist.</param>
/// <param name="Portfolios">File of portfolios to score as well; null for none.</param>
internal sealed record IngestFiles(
    IReadOnlyList<Article> Articles,
    IReadOnlyDictionary<string, PriceHistory> Histories,
    IReadOnlyList<Instrument> Instruments,
    bool IsWatchlistGiven,
    string? Portfolios)
{
    /// <summary>Feed name of articles and prices that come from files.</summary>
    public const string Feed = "file";

    /// <summary>Reads all files of <paramref name="paths"/>.</summary>
    /// <exception cref="CommandError">None of it can be used.</exception>
    public static IngestFiles Read(IngestPaths paths, CommandContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<Instrument>? watchlist = ReadWatchlist(paths.Watchlist, context);
        IReadOnlyList<Article> articles = ReadArticles(paths, context);
        cancellationToken.ThrowIfCancellationRequested();
        (List<Instrument> instruments, Dictionary<string, PriceHistory> histories) = ReadPrices(
            paths.Prices, watchlist, context, cancellationToken);
        if (articles.Count == 0 && histories.Count == 0)
        {
            throw CommandError.Failed("Nothing could be read, so nothing was stored.");
        }

        return new IngestFiles(articles, histories, watchlist ?? instruments, watchlist is not null, paths.Portfolios);
    }

    /// <summary>The input of a run. Unless the user gave a watchlist, instruments of earlier runs are kept.</summary>
    public async Task<IngestInput> WithStoredInstrumentsAsync(
        LocalStorage storage, CommandContext context, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        List<Instrument> instruments = [.. Instruments];
        if (!IsWatchlistGiven)
        {
            await using LocalHost host = await LocalHost.StartAsync(storage, context.Clock, cancellationToken, report: report);
            await foreach (Instrument stored in host.Dimensions.ReadInstrumentsAsync(cancellationToken))
            {
                if (instruments.TrueForAll(instrument => instrument.Symbol != stored.Symbol))
                {
                    instruments.Add(stored);
                }
            }
        }

        if (instruments.Count == 0)
        {
            context.Warn("There are no prices yet, so events are detected but not scored; give --prices.");
        }

        if (Portfolios is not null)
        {
            // Portfolios of the file replace stored ones of the same name.
            PortfolioJson file = PortfolioJson.Read(Portfolios);
            instruments.RemoveAll(
                instrument => instrument.Members.Count > 0 && file.Portfolios.Any(portfolio => portfolio.Name == instrument.Symbol));
            file = file.For(Portfolios, instruments);
            context.Tell(file.Errors);
            instruments = [.. new Watchlist(instruments).With(file.Portfolios).Instruments];
        }

        return new IngestInput(Articles, Histories, instruments, Feed);
    }

    private static IReadOnlyList<Instrument>? ReadWatchlist(string? path, CommandContext context)
    {
        if (path is null)
        {
            return null;
        }

        WatchlistFile file = WatchlistFile.Read(path);
        context.Tell(file.Errors);
        return file.Instruments.Count > 0
            ? file.Instruments
            : throw CommandError.Failed($"{path} has no usable instrument, so nothing was stored.");
    }

    private static IReadOnlyList<Article> ReadArticles(IngestPaths paths, CommandContext context)
    {
        if (paths.Articles is null)
        {
            return [];
        }

        ArticleOptions accepted = ArticleSettings.Read(LocalHost.Environment(), context.Clock);
        ArticleFile file = new ArticleFiles(context.Clock, accepted).Read(paths.Articles, paths.Published, Feed);
        context.Tell(file.Errors);
        return file.Articles;
    }

    private static (List<Instrument> Instruments, Dictionary<string, PriceHistory> Histories) ReadPrices(
        string? folder, IReadOnlyList<Instrument>? watchlist, CommandContext context, CancellationToken cancellationToken)
    {
        var histories = new Dictionary<string, PriceHistory>(StringComparer.Ordinal);
        if (folder is null)
        {
            return ([], histories);
        }

        List<PriceSource> sources = PriceSource.FindAll(folder, watchlist, context);
        var csv = new PriceCsv(context.Clock);
        IEnumerable<PriceFile> files = sources.AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .Select(source => csv.Read(source.Path, source.Instrument.Symbol, source.Instrument.Change));
        foreach (PriceFile file in files)
        {
            context.Tell(file.Errors);
            if (file.History.Bars.Count > 0)
            {
                histories[file.History.Symbol] = file.History;
            }
        }

        return ([.. sources.Select(source => source.Instrument).Where(instrument => histories.ContainsKey(instrument.Symbol))], histories);
    }
}
