using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;

namespace MarketPulse.Faults.Worlds;

/// <summary>The local host over a <see cref="World"/>, as often as it takes.</summary>
internal static class WorldHost
{
    private const int ShortestLock = 2, ArticlesPerSecondOfLock = 100;

    public static async Task<LocalHost> StartAsync(string connection, string prefix, World world, CancellationToken cancellationToken)
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
        });
    }

    /// <summary>Polls prices and news, and handles messages until none is left.</summary>
    /// <returns>One sentence for each poll that failed and each dead letter.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(LocalHost host, World world, CancellationToken cancellationToken)
    {
        await host.Dimensions.SaveInstrumentsAsync(world.Watchlist.Instruments, cancellationToken);

        // By name, due or not: a feed whose poll failed would else be left alone for a minute, and a run without it would seem to go well.
        PollSummary prices = await host.Step<PollPrices>().RunAsync(WorldFeeds.Name, cancellationToken);
        PollSummary news = await host.Step<PollNews>().RunAsync(WorldFeeds.Name, cancellationToken);
        IReadOnlyList<DeadLetter> dead = await host.DrainAsync(static _ => { }, cancellationToken);
        return [.. prices.Errors, .. news.Errors, .. dead.Select(letter => $"{letter.Queue}: {letter.Reason}: {letter.Description}")];
    }

    /// <summary>
    /// How long a message stays hidden after a crash: short, so that a run is not spent waiting, but not so short that renewing it is all that Azurite does,
    /// which sorts every message of its queues for each renewal.
    /// </summary>
    private static TimeSpan LockDuration(World world) => TimeSpan.FromSeconds(Math.Max(ShortestLock, world.Articles.Count / ArticlesPerSecondOfLock));

    /// <summary>An undisturbed run, and what it left.</summary>
    public static async Task<Snapshot> UndisturbedAsync(string connection, string prefix, World world, CancellationToken cancellationToken)
    {
        await using (LocalHost host = await StartAsync(connection, prefix, world, cancellationToken))
        {
            IReadOnlyList<string> errors = await RunAsync(host, world, cancellationToken);
            if (errors.Count > 0)
            {
                throw new InvalidOperationException($"The undisturbed run failed: {errors[0]}");
            }
        }

        return await Snapshot.OfTablesAsync(connection, prefix, cancellationToken);
    }
}
