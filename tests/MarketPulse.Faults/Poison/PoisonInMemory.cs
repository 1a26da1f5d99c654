using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using MarketPulse.Storage.InMemory;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Poison;

/// <summary>Ten thousand articles, and between them one of each kind of message that cannot be handled.</summary>
internal sealed class PoisonInMemory : Scenario
{
    private const int Articles = 10_000;

    public override string Name => "poison in memory";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        World world = World.Create(Articles, 20);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseInMemoryStorage();
        services.TrackPendingWork();
        services.AddMarketPulsePipeline();
        services.AddWorld(world);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PollNews>().RunAsync(cancellationToken);
        InMemoryBroker broker = provider.GetRequiredService<InMemoryBroker>();
        PendingWork pending = provider.GetRequiredService<PendingWork>();
        for (int i = 0; i < Bodies.All.Count; i++)
        {
            broker.Queue(QueueNames.Articles).Send(string.Create(CultureInfo.InvariantCulture, $"poison{i}"), Bodies.All[i]);
            pending.Expect(QueueNames.Articles, Bodies.All[i]);
        }

        await pending.PumpAsync(provider.GetRequiredService<QueuedSteps>(), broker, cancellationToken);
        List<DeadLetter> dead = await broker.ListAsync(QueueNames.Articles, cancellationToken).ToListAsync(cancellationToken);
        IArticleStore store = provider.GetRequiredService<IArticleStore>();
        var lost = new List<string>(DeadLetterChecks.FindFaults(dead, Bodies.All));
        foreach (Article article in world.Articles)
        {
            if ((await store.FindAsync(article.Id, cancellationToken))?.Facts is null)
            {
                lost.Add($"article {article.Id} was not classified");
            }
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{Bodies.All.Count} bad messages among {world.Articles.Count}; {dead.Count} dead-lettered with reason and body");
        return new Outcome(tried, lost);
    }
}
