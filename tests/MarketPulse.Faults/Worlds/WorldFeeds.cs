using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Worlds;

/// <summary>A <see cref="World"/> as feeds that go on from their cursors: what a poll has brought to its end, the next one does not get again.</summary>
internal static class WorldFeeds
{
    /// <summary>Name of the feed of news and of that of prices.</summary>
    public const string Name = "world";

    /// <summary>Has a container's steps poll the world.</summary>
    public static IServiceCollection AddWorld(this IServiceCollection services, World world) => services
        .AddSingleton(world.Watchlist)
        .AddSingleton<INewsFeed>(new News(world))
        .AddSingleton<IPriceFeed>(new Prices(world));

    private static FeedCursor After(FeedCursor? cursor, string kind, string id, PollOutcome outcome) =>
        (cursor ?? new FeedCursor { FeedKind = kind, FeedId = id }) with
        {
            Outcome = outcome,
            LastPollUtc = TimeProvider.System.GetUtcNow(),
            LastSuccessUtc = TimeProvider.System.GetUtcNow(),
            NextPollUtc = null,
            Failures = 0,
            Error = null,
        };

    private sealed class News(World world) : INewsFeed
    {
        public string Name => WorldFeeds.Name;

        public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
        {
            PollOutcome outcome = cursor?.LastSuccessUtc is null ? PollOutcome.New : PollOutcome.Unchanged;
            return Task.FromResult(new NewsPoll(outcome, outcome == PollOutcome.New ? world.Articles : [], After(cursor, CursorKinds.News, Name, outcome), []));
        }
    }

    private sealed class Prices(World world) : IPriceFeed
    {
        public string Name => WorldFeeds.Name;

        public bool Serves(Instrument instrument) => world.Histories.ContainsKey(instrument.Symbol);

        public Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken)
        {
            PollOutcome outcome = cursor?.LastSuccessUtc is null ? PollOutcome.New : PollOutcome.Unchanged;
            PriceHistory? history = outcome == PollOutcome.New ? world.Histories[instrument.Symbol] : null;
            return Task.FromResult(new PricePoll(outcome, history, After(cursor, CursorKinds.Prices, CursorIds.ForSymbol(Name, instrument.Symbol), outcome), []));
        }
    }
}
