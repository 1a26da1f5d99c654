using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Faults.StorageFaults;

/// <summary>Storage stops in the middle of the work and comes back. The receivers must resume by themselves.</summary>
internal sealed class StorageOutage : Scenario
{
    public override string Name => "storage stopped";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        World world = size == RunSize.Full ? World.Create(1000, 60) : World.Create(40, 6);
        TimeSpan length = TimeSpan.FromSeconds(size == RunSize.Full ? 60 : 8);
        string folder = Directory.CreateTempSubdirectory("marketpulse-outage-").FullName;
        var options = new AzuriteOptions { DataFolder = folder, AccountKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)) };
        try
        {
            AzuriteServer azurite = await AzuriteServer.StartAsync(options, cancellationToken);
            Snapshot expected = await WorldHost.UndisturbedAsync(azurite.ConnectionString, "calm", world, cancellationToken);
            await using FaultProxy proxy = await FaultProxy.StartAsync(azurite.ConnectionString, seed: 1, cancellationToken);
            await using LocalHost host = await WorldHost.StartAsync(
                proxy.ConnectionString, "stopped", world, cancellationToken, services => services.TrackPendingWork());
            Task<IReadOnlyList<DeadLetter>> drained = await BeginAsync(host, world, cancellationToken);

            // The outage lasts as long as the scenario says.
            proxy.IsDown = true;
            await azurite.DisposeAsync();
            await Task.Delay(length, cancellationToken);
            azurite = await AzuriteServer.StartAsync(options, cancellationToken);
            proxy.PointTo(azurite.ConnectionString);
            proxy.IsDown = false;
            long back = Stopwatch.GetTimestamp();
            IReadOnlyList<DeadLetter> dead = await drained;
            double rest = Stopwatch.GetElapsedTime(back).TotalSeconds;

            Snapshot found = await Snapshot.OfTablesAsync(azurite.ConnectionString, "stopped", cancellationToken);
            await azurite.DisposeAsync();
            string tried = string.Create(
                CultureInfo.InvariantCulture,
                $"stopped for {length.TotalSeconds} s and started again; done {rest:0.0} s later; {expected.Count} rows compared");
            return new Outcome(
                tried,
                [.. found.DifferencesFrom(expected), .. dead.Select(letter => $"{letter.Queue}: {letter.Reason}: {letter.Description}")]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Polls the feeds and starts to handle messages as the server does. Returns when a quarter of the articles have been handled.
    /// </summary>
    private static async Task<Task<IReadOnlyList<DeadLetter>>> BeginAsync(LocalHost host, World world, CancellationToken cancellationToken)
    {
        await host.Dimensions.SaveInstrumentsAsync(world.Watchlist.Instruments, cancellationToken);
        await host.Step<PollPrices>().RunAsync(cancellationToken);
        await host.Step<PollNews>().RunAsync(cancellationToken);
        Task<IReadOnlyList<DeadLetter>> drained = PumpAsync(host, cancellationToken);
        await Task.WhenAny(host.Step<PendingWork>().WhenHandledAsync(world.Articles.Count / 4, cancellationToken), drained);
        return drained;
    }

    private static async Task<IReadOnlyList<DeadLetter>> PumpAsync(LocalHost host, CancellationToken cancellationToken)
    {
        await host.Step<PendingWork>().PumpAsync(host.Step<QueuedSteps>(), host.Step<IWorkReceiver>(), cancellationToken);

        // Messages that were handled but not deleted during the outage are delivered once more.
        return await host.DrainAsync(static _ => { }, cancellationToken);
    }
}
