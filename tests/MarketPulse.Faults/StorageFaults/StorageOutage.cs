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

/// <summary>The storage stops in the middle of the work and comes back: the work goes on by itself.</summary>
internal sealed class StorageOutage : Scenario
{
    public override string Name => "storage stopped";

    public override async Task<Outcome> RunAsync(bool full, Action<string> report, CancellationToken cancellationToken)
    {
        World world = full ? World.Create(1000, 60) : World.Create(40, 6);
        TimeSpan length = TimeSpan.FromSeconds(full ? 60 : 8);
        string folder = Directory.CreateTempSubdirectory("marketpulse-outage-").FullName;
        var options = new AzuriteOptions { DataFolder = folder, AccountKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)) };
        try
        {
            AzuriteServer azurite = await AzuriteServer.StartAsync(options, cancellationToken);
            Snapshot expected = await WorldHost.UndisturbedAsync(azurite.ConnectionString, "calm", world, cancellationToken);
            await using FaultProxy proxy = await FaultProxy.StartAsync(azurite.ConnectionString, seed: 1, cancellationToken);
            await using LocalHost host = await WorldHost.StartAsync(proxy.ConnectionString, "stopped", world, cancellationToken);
            Task<IReadOnlyList<DeadLetter>> drained = await BeginAsync(host, world, cancellationToken);

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
            return new Outcome(
                string.Create(CultureInfo.InvariantCulture, $"stopped for {length.TotalSeconds} s and started again; done {rest:0.0} s later; {expected.Count} rows compared"),
                [.. found.DifferencesFrom(expected), .. dead.Select(letter => $"{letter.Queue}: {letter.Reason}: {letter.Description}")]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Polls, and has the queues pumped as the server does it, through whatever comes.</summary>
    private static async Task<Task<IReadOnlyList<DeadLetter>>> BeginAsync(LocalHost host, World world, CancellationToken cancellationToken)
    {
        await host.Dimensions.SaveInstrumentsAsync(world.Watchlist.Instruments, cancellationToken);
        await host.Step<PollPrices>().RunAsync(cancellationToken);
        await host.Step<PollNews>().RunAsync(cancellationToken);
        Task<IReadOnlyList<DeadLetter>> drained = PumpAsync(host, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        return drained;
    }

    private static async Task<IReadOnlyList<DeadLetter>> PumpAsync(LocalHost host, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IWorkReceiver receiver = host.Step<IWorkReceiver>();
        Task pumped = host.Step<Pipeline.Steps.QueuedSteps>().PumpAsync(receiver, done.Token);
        while (await CountAsync(receiver, cancellationToken) != 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        await done.CancelAsync();
        await pumped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await host.DrainAsync(static _ => { }, cancellationToken);
    }

    private static async Task<long> CountAsync(IWorkReceiver receiver, CancellationToken cancellationToken)
    {
        try
        {
            return await receiver.CountAsync(QueueNames.Articles, cancellationToken) + await receiver.CountAsync(QueueNames.Scores, cancellationToken);
        }
        catch (Exception e) when (e is Azure.RequestFailedException or AggregateException)
        {
            return -1;
        }
    }
}
