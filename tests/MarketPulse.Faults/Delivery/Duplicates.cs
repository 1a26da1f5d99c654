using System.Globalization;
using MarketPulse.Core.Markets;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Delivery;

/// <summary>
/// Every message is delivered one to five times, in random order, to one to sixteen workers, while prices arrive.
/// </summary>
internal sealed class Duplicates : Scenario
{
    public override string Name => "duplicates";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        World world = size == RunSize.Full ? World.Create(1000, 60) : World.Create(80, 10);
        (Snapshot expected, _) = await RunAsync(world, new UnreliableQueue(seed: 0, mostCopies: 1), workers: 1, cancellationToken);
        var lost = new List<string>();
        int sent = 0, delivered = 0;
        int[] workers = size == RunSize.Full ? [1, 2, 4, 8, 16] : [1, 16];
        foreach (int count in workers)
        {
            var queue = new UnreliableQueue(count);
            (Snapshot found, IReadOnlyList<string> failed) = await RunAsync(world, queue, count, cancellationToken);
            lost.AddRange(failed);
            string who = FormattableString.Invariant($"{count} workers");
            lost.AddRange(found.DifferencesFrom(expected).Select(difference => $"{who}: {difference}"));
            sent += queue.Sent;
            delivered += queue.Deliveries;
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{sent} messages delivered {delivered} times by {string.Join(", ", workers)} workers; "
            + $"{expected.CountOf("tradeevents")} events, {expected.Count} rows compared");
        return new Outcome(tried, lost);
    }

    private static async Task<(Snapshot Found, IReadOnlyList<string> Failed)> RunAsync(
        World world, UnreliableQueue queue, int workers, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseInMemoryStorage();
        services.AddSingleton<IWorkQueue>(queue);
        services.AddMarketPulsePipeline();
        services.AddWorld(world);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var random = new Random(workers);
        foreach (PriceHistory history in world.Histories.Values)
        {
            PriceHistory begin = history with { Bars = [.. history.Bars.Take(random.Next(290, 330))] };
            await provider.GetRequiredService<IPriceStore>().MergeAsync(begin, cancellationToken);
        }

        await provider.GetRequiredService<PollNews>().RunAsync(cancellationToken);
        DetectEvents detect = provider.GetRequiredService<DetectEvents>();
        ScoreEvent score = provider.GetRequiredService<ScoreEvent>();
        int handled = 0;
        int pollAt = world.Articles.Count;
        IReadOnlyList<string> failed = await queue.DrainAsync(workers, async (name, body) =>
        {
            if (Interlocked.Increment(ref handled) == pollAt)
            {
                await provider.GetRequiredService<PollPrices>().RunAsync(cancellationToken);
            }

            WorkMessage message = WorkMessage.Parse(body);
            await (name == QueueNames.Articles ? detect.RunAsync(message, cancellationToken) : score.RunAsync(message, cancellationToken));
        });
        return (await Snapshot.OfStoresAsync(provider, world, cancellationToken), failed);
    }
}
