using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Worlds;

/// <summary>
/// Feeds that deliver the news and prices of a <see cref="World"/> in their first poll, and nothing once their cursor is stored.
/// </summary>
internal static class WorldFeeds
{
    /// <summary>Name of both feeds.</summary>
    public const string Name = "world";

    /// <summary>Registers the world's watchlist and feeds.</summary>
    public static IServiceCollection AddWorld(this IServiceCollection services, World world) => services
        .AddSingleton(world.Watchlist)
        .AddSingleton<INewsFeed>(new News(world))
        .AddSingleton<IPriceFeed>(new Prices(world));

    private static FeedCursor After(FeedCursor? cursor, string kind, string id, PollOutcome outcome) =>
        (cursor ?? new FeedCursor { FeedKind = kind, FeedId = id }).AfterSuccess(outcome, TimeProvider.System.GetUtcNow(), next: null);

    private sealed class News(World world) : INewsFeed
    {
        public string Name => WorldFeeds.Name;

        public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
        {
            PollOutcome outcome = cursor?.LastSuccessUtc is null ? PollOutcome.New : PollOutcome.Unchanged;
            IReadOnlyList<Article> articles = outcome == PollOutcome.New ? world.Articles : [];
            return Task.FromResult(new NewsPoll(outcome, articles, After(cursor, CursorKinds.News, Name, outcome), []));
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
            FeedCursor next = After(cursor, CursorKinds.Prices, CursorIds.ForSymbol(Name, instrument.Symbol), outcome);
            return Task.FromResult(new PricePoll(outcome, history, next, []));
        }
    }
}
