using MarketPulse.Feeds.News;
using MarketPulse.Feeds.Prices;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Feeds.Settings;

/// <summary>A kind of source.</summary>
/// <param name="Code">Its code in settings.</param>
/// <param name="Create">Creates a feed of this kind.</param>
internal sealed record FeedKind<TOptions, TFeed>(string Code, Func<TOptions, FeedContext, TFeed> Create)
    where TOptions : FeedOptions
{
    /// <summary>Default address; null when every feed must set one.</summary>
    public string? Url { get; init; }

    /// <summary>Whether feeds of this kind need a key.</summary>
    public bool NeedsKey { get; init; }

    /// <summary>What feeds of this kind read from.</summary>
    public FeedPlace Place { get; init; } = FeedPlace.Network;
}

/// <summary>What a kind of source reads from.</summary>
internal enum FeedPlace
{
    /// <summary>An address.</summary>
    Network,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A blob container.</summary>
    Container,
}

/// <summary>The kinds of sources.</summary>
internal static class FeedKinds
{
    /// <summary>The kinds of news feeds.</summary>
    public static IReadOnlyList<FeedKind<NewsFeedOptions, INewsFeed>> News { get; } =
    [
        new("rss", (options, context) => new RssFeed(options, context)),
        new("gdelt", (options, context) => new GdeltFeed(options, context)) { Url = "https://api.gdeltproject.org/api/v2/doc/doc" },
        new("federal_register", (options, context) => new FederalRegisterFeed(options, context))
        {
            Url = "https://www.federalregister.gov/api/v1/",
        },
        new("folder", (options, context) => new FileNewsFeed(options, context)) { Place = FeedPlace.Folder },
        new("container", (options, context) => new FileNewsFeed(options, context)) { Place = FeedPlace.Container },
    ];

    /// <summary>The kinds of price feeds, in order of preference.</summary>
    public static IReadOnlyList<FeedKind<PriceFeedOptions, IPriceFeed>> Prices { get; } =
    [
        new("folder", (options, context) => new FilePriceFeed(options, context)) { Place = FeedPlace.Folder },
        new("tiingo", (options, context) => new TiingoFeed(options, context)) { Url = "https://api.tiingo.com/", NeedsKey = true },
        new("alpha_vantage", (options, context) => new AlphaVantageFeed(options, context))
        {
            Url = "https://www.alphavantage.co/",
            NeedsKey = true,
        },
        new("fred", (options, context) => new FredFeed(options, context)) { Url = "https://api.stlouisfed.org/", NeedsKey = true },
        new("ecb", (options, context) => new EcbFeed(options, context)) { Url = "https://www.ecb.europa.eu/stats/eurofxref/" },
        new("fed_h10", (options, context) => new FedH10Feed(options, context)) { Url = "https://www.federalreserve.gov/" },
        new("cboe", (options, context) => new CboeFeed(options, context)) { Url = "https://cdn.cboe.com/" },
        new("french", (options, context) => new FrenchFeed(options, context)) { Url = "https://mba.tuck.dartmouth.edu/" },
        new("yahoo", (options, context) => new YahooFeed(options, context)) { Url = "https://query1.finance.yahoo.com/" },
        new("stooq", (options, context) => new StooqFeed(options, context)) { Url = "https://stooq.com/" },
        new("container", (options, context) => new FilePriceFeed(options, context)) { Place = FeedPlace.Container },
    ];
}
