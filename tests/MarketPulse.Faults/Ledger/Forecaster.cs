using System.Globalization;
using MarketPulse.Core.Markets;
using MarketPulse.Faults.Crash;
using MarketPulse.Faults.Frozen;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Ledger;

/// <summary>
/// A worker of the pipeline at a given time: it locks the forecasts of new events, and adds outcomes when bars have come.
/// </summary>
internal static class Forecaster
{
    /// <summary>How long the message of a killed worker stays hidden.</summary>
    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(2);

    /// <summary>The instruments; forecasts are those of the second and third, relative to the first.</summary>
    public static Watchlist Watchlist { get; } = new(
        [new() { Symbol = "SPY" }, new() { Symbol = "FXI", Benchmark = "SPY" }, new() { Symbol = "EEM", Benchmark = "SPY" }]);

    /// <summary>Runs the process that is killed: it handles messages until it reaches a write.</summary>
    /// <param name="args"><c>--forecaster</c>, name prefix, the time, and the write at which to stop.</param>
    public static async Task RunAsync(string[] args)
    {
        var time = DateTimeOffset.ParseExact(args[2], "O", CultureInfo.InvariantCulture);
        LedgerWrite stop = Enum.Parse<LedgerWrite>(args[3]);
        await using LocalHost host = await StartAsync(
            Environment.GetEnvironmentVariable(Child.Storage)!,
            args[1],
            time,
            CancellationToken.None,
            services => StoppingStores.Decorate<IForecastStore>(services, inner => new StoppingLedger(inner, stop)));
        await host.DrainAsync(static _ => { }, CancellationToken.None);
    }

    /// <summary>Starts a worker.</summary>
    /// <param name="connection">Connection string of the storage.</param>
    /// <param name="prefix">Prefix of the names of tables, queues and containers.</param>
    /// <param name="time">The time at which the worker starts; it passes as usual from there.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="configure">Adds further services; null for none.</param>
    public static async Task<LocalHost> StartAsync(
        string connection,
        string prefix,
        DateTimeOffset time,
        CancellationToken cancellationToken,
        Action<IServiceCollection>? configure = null)
    {
        LocalStorage storage = await LocalStorage.OpenAsync(dataFolder: null, connection, static _ => { }, cancellationToken);
        return await LocalHost.StartAsync(storage, new ShiftedClock(time), cancellationToken, services =>
        {
            services.AddMarketPulseStorage(options =>
            {
                options.ConnectionString = connection;
                options.NamePrefix = prefix;
                options.Queues.LockDuration = LockDuration;
            });
            services.AddSingleton(Watchlist);
            configure?.Invoke(services);
        });
    }

    private sealed class ShiftedClock(DateTimeOffset start) : TimeProvider
    {
        private readonly TimeSpan _shift = start - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
    }
}
