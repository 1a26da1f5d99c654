using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Worlds;

/// <summary>Runs the local host on a <see cref="World"/>.</summary>
internal static class WorldHost
{
    private const int ShortestLock = 2, ArticlesPerSecondOfLock = 100;

    /// <summary>Starts a host.</summary>
    /// <param name="connection">Connection string of the storage.</param>
    /// <param name="prefix">Prefix of the names of tables, queues and containers.</param>
    /// <param name="world">The world, whose feeds and watchlist the host has.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="configure">Adds further services; null for none.</param>
    public static async Task<LocalHost> StartAsync(
        string connection, string prefix, World world, CancellationToken cancellationToken, Action<IServiceCollection>? configure = null)
    {
        LocalStorage storage = await LocalStorage.OpenAsync(dataFolder: null, connection, static _ => { }, cancellationToken);
        return await LocalHost.StartAsync(storage, TimeProvider.System, cancellationToken, services =>
        {
            services.AddMarketPulseStorage(options =>
            {
                options.ConnectionString = connection;
                options.NamePrefix = prefix;
                options.Queues.LockDuration = LockDuration(world);
            });
            services.AddWorld(world);
            configure?.Invoke(services);
        });
    }

    /// <summary>Polls prices and news, then handles messages until none is left.</summary>
    /// <returns>One sentence for each failed poll and each dead letter.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(LocalHost host, World world, CancellationToken cancellationToken)
    {
        await host.Dimensions.SaveInstrumentsAsync(world.Watchlist.Instruments, cancellationToken);

        // By name, so that feeds are polled even if they are not due: a feed whose poll failed would otherwise be skipped for a minute, and
        // the run would succeed without it.
        PollSummary prices = await host.Step<PollPrices>().RunAsync(WorldFeeds.Name, cancellationToken);
        PollSummary news = await host.Step<PollNews>().RunAsync(WorldFeeds.Name, cancellationToken);
        IReadOnlyList<DeadLetter> dead = await host.DrainAsync(static _ => { }, cancellationToken);
        return [.. prices.Errors, .. news.Errors, .. dead.Select(letter => $"{letter.Queue}: {letter.Reason}: {letter.Description}")];
    }

    /// <summary>
    /// How long a message stays hidden after a crash: short, so that little time is spent waiting, but not so short that Azurite, which
    /// sorts all messages of a queue at each renewal, does nothing but renew locks.
    /// </summary>
    private static TimeSpan LockDuration(World world) =>
        TimeSpan.FromSeconds(Math.Max(ShortestLock, world.Articles.Count / ArticlesPerSecondOfLock));

    /// <summary>Runs the host without faults, and returns the rows that it wrote.</summary>
    public static async Task<Snapshot> UndisturbedAsync(string connection, string prefix, World world, CancellationToken cancellationToken)
    {
        await using (LocalHost host = await StartAsync(connection, prefix, world, cancellationToken))
        {
            IReadOnlyList<string> errors = await RunAsync(host, world, cancellationToken);
            if (errors.Count > 0)
            {
                throw new InvalidOperationException($"The run without faults failed: {errors[0]}");
            }
        }

        return await Snapshot.OfTablesAsync(connection, prefix, cancellationToken);
    }
}
