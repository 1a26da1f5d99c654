using MarketPulse.Core.Markets;
using MarketPulse.Core.Pipeline;
using MarketPulse.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Worlds;

/// <summary>Has a container's steps poll a <see cref="World"/>.</summary>
internal static class WorldFeeds
{
    public static IServiceCollection AddWorld(this IServiceCollection services, World world) => services
        .AddSingleton(world.Watchlist)
        .AddSingleton<INewsFeed>(provider => new GivenNews("world", world.Articles, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IPriceFeed>(provider => new GivenPrices("world", world.Histories, provider.GetRequiredService<TimeProvider>()));
}
