using MarketPulse.Core.Pipeline;
using MarketPulse.Local.Hosting;
using MarketPulse.Storage;

namespace MarketPulse.Faults.Worlds;

/// <summary>The local host over a <see cref="World"/>, as often as it takes.</summary>
internal static class WorldHost
{
    /// <summary>How long a message stays hidden after a crash: short, so that a run is not spent waiting.</summary>
    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(2);

    public static async Task<LocalHost> StartAsync(string connection, string prefix, World world, CancellationToken cancellationToken)
    {
        LocalStorage storage = await LocalStorage.OpenAsync(dataFolder: null, connection, static _ => { }, cancellationToken);
        return await LocalHost.StartAsync(storage, TimeProvider.System, cancellationToken, services =>
        {
            services.AddMarketPulseStorage(options =>
            {
                options.ConnectionString = connection;
                options.NamePrefix = prefix;
                options.Queues.LockDuration = LockDuration;
            });
            services.AddWorld(world);
        });
    }

    /// <summary>Polls prices and news, and handles messages until none is left.</summary>
    /// <returns>One sentence for each poll that failed and each message set aside.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(LocalHost host, World world, CancellationToken cancellationToken)
    {
        await host.Dimensions.SaveInstrumentsAsync(world.Watchlist.Instruments, cancellationToken);

        // By name, due or not: a feed whose poll failed would else be left alone for a minute, and a run without it would seem to go well.
        PollSummary prices = await host.Step<PollPrices>().RunAsync(WorldFeeds.Name, cancellationToken);
        PollSummary news = await host.Step<PollNews>().RunAsync(WorldFeeds.Name, cancellationToken);
        IReadOnlyList<DeadLetter> dead = await host.DrainAsync(static _ => { }, cancellationToken);
        return [.. prices.Errors, .. news.Errors, .. dead.Select(letter => $"{letter.Queue}: {letter.Reason}: {letter.Description}")];
    }

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
