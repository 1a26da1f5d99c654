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

/// <summary>One message that can never be handled, of each kind, among ten thousand articles.</summary>
internal sealed class PoisonInMemory : Scenario
{
    private const int Articles = 10_000;

    public override string Name => "poison in memory";

    public override async Task<Outcome> RunAsync(bool full, Action<string> report, CancellationToken cancellationToken)
    {
        World world = World.Create(Articles, 20);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseInMemoryStorage();
        services.AddMarketPulsePipeline();
        services.AddWorld(world);
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PollNews>().RunAsync(cancellationToken);
        InMemoryBroker broker = provider.GetRequiredService<InMemoryBroker>();
        for (int i = 0; i < Bodies.All.Count; i++)
        {
            broker.Queue(QueueNames.Articles).Send(string.Create(CultureInfo.InvariantCulture, $"poison{i}"), Bodies.All[i]);
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pumped = provider.GetRequiredService<QueuedSteps>().PumpAsync(broker, done.Token);
        while (await broker.CountAsync(QueueNames.Articles, cancellationToken) + await broker.CountAsync(QueueNames.Scores, cancellationToken) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        await done.CancelAsync();
        await pumped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        List<DeadLetter> dead = await broker.ListAsync(QueueNames.Articles, cancellationToken).ToListAsync(cancellationToken);
        IArticleStore store = provider.GetRequiredService<IArticleStore>();
        var lost = new List<string>(DeadLetterChecks.Wrong(dead, Bodies.All));
        foreach (Article article in world.Articles)
        {
            if ((await store.FindAsync(article.Id, cancellationToken))?.Facts is null)
            {
                lost.Add($"article {article.Id} was not classified");
            }
        }

        return new Outcome(
            string.Create(CultureInfo.InvariantCulture, $"{Bodies.All.Count} bad messages among {world.Articles.Count}; {dead.Count} dead-lettered with reason and body"), lost);
    }
}
