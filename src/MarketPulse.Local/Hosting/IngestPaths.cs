using MarketPulse.Feeds.Times;
using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Hosting;

/// <summary>Paths of a user's articles and prices.</summary>
/// <param name="Articles">File or folder of articles, or null.</param>
/// <param name="Prices">Folder of price files, or null.</param>
/// <param name="Watchlist">Watchlist file, or null for the shipped one.</param>
/// <param name="Portfolios">Portfolio file, or null for none.</param>
/// <param name="Published">Publication time of articles that have none, or null.</param>
internal sealed record IngestPaths(string? Articles, string? Prices, string? Watchlist, string? Portfolios, PublishedTime? Published)
{
    /// <summary>Checks that the paths exist, before anything is started.</summary>
    /// <exception cref="CommandError">A path is missing or wrong.</exception>
    public void Check()
    {
        if (Articles is null && Prices is null)
        {
            throw CommandError.BadArguments("Nothing to ingest: give --articles, --prices or both; see marketpulse ingest --help.");
        }

        if (Articles is not null && !File.Exists(Articles) && !Directory.Exists(Articles))
        {
            throw CommandError.BadArguments($"--articles: there is no file or folder '{Articles}'.");
        }

        if (Prices is not null && !Directory.Exists(Prices))
        {
            throw CommandError.BadArguments(File.Exists(Prices)
                ? $"--prices: '{Prices}' is a file; give the folder with one CSV per symbol."
                : $"--prices: there is no folder '{Prices}'.");
        }

        if (Watchlist is not null && !File.Exists(Watchlist))
        {
            throw CommandError.BadArguments($"--watchlist: there is no file '{Watchlist}'.");
        }

        if (Portfolios is not null && !File.Exists(Portfolios))
        {
            throw CommandError.BadArguments($"--portfolios: there is no file '{Portfolios}'.");
        }
    }
}
