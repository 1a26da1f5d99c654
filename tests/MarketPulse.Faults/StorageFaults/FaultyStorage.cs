using System.Globalization;
using Azure;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Hosting;

namespace MarketPulse.Faults.StorageFaults;

/// <summary>The local host on storage that fails a tenth of the requests, in every way it can.</summary>
internal sealed class FaultyStorage : Scenario
{
    private const int MostRuns = 20;

    public override string Name => "storage faults";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        World world = size == RunSize.Full ? World.Create(1000, 60) : World.Create(40, 6);
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken);
        Snapshot expected = await WorldHost.UndisturbedAsync(azurite.ConnectionString, "calm", world, cancellationToken);
        await using FaultProxy proxy = await FaultProxy.StartAsync(azurite.ConnectionString, seed: 1, cancellationToken);
        await using LocalHost host = await WorldHost.StartAsync(proxy.ConnectionString, "faulty", world, cancellationToken);
        (proxy.Share, proxy.MostTimeOuts) = (0.1, size == RunSize.Full ? 20 : 0);

        // As timers do: run again until a run succeeds.
        var lost = new List<string>();
        int runs = 0;
        while (!await TryAsync(host, world, cancellationToken))
        {
            if (++runs == MostRuns)
            {
                lost.Add($"none of {MostRuns} runs succeeded");
                break;
            }
        }

        lost.AddRange((await Snapshot.OfTablesAsync(azurite.ConnectionString, "faulty", cancellationToken)).DifferencesFrom(expected));
        long memory = GC.GetTotalMemory(forceFullCollection: true) / (1024 * 1024);
        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{proxy.Faults} faults ({proxy.Summary}), {runs + 1} runs; {expected.Count} rows compared, {memory} MB held");
        return new Outcome(tried, lost);
    }

    private static async Task<bool> TryAsync(LocalHost host, World world, CancellationToken cancellationToken)
    {
        try
        {
            return (await WorldHost.RunAsync(host, world, cancellationToken)).Count == 0;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or IOException or TaskCanceledException)
        {
            return false;
        }
    }
}
