using System.Globalization;
using Azure.Storage.Queues;
using MarketPulse.Core.Events;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Queues;

namespace MarketPulse.Faults.Poison;

/// <summary>The same through storage queues; then the dead letters are listed, replayed and dropped.</summary>
internal sealed class PoisonOnAzurite : Scenario
{
    private const string Prefix = "poison";

    public override string Name => "poison on Azurite";

    public override async Task<Outcome> RunAsync(bool full, Action<string> report, CancellationToken cancellationToken)
    {
        World world = World.Create(full ? 10_000 : 100, 10);
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken);
        await using LocalHost host = await WorldHost.StartAsync(azurite.ConnectionString, Prefix, world, cancellationToken);
        var queue = new QueueClient(azurite.ConnectionString, Prefix + QueueNames.Articles, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_11_05));
        foreach (string body in Bodies.All)
        {
            await queue.SendMessageAsync(PoisonQueue.Encode(body), cancellationToken);
        }

        await queue.SendMessageAsync("no base64!", cancellationToken);
        await WorldHost.RunAsync(host, world, cancellationToken);
        IDeadLetters letters = host.Step<IDeadLetters>();
        List<DeadLetter> dead = await letters.ListAsync(QueueNames.Articles, cancellationToken).ToListAsync(cancellationToken);
        string[] sent = [.. Bodies.All, "no base64!"];
        var lost = new List<string>(DeadLetterChecks.Wrong(dead, sent));
        foreach (Article article in world.Articles)
        {
            if ((await host.Step<IArticleStore>().FindAsync(article.Id, cancellationToken))?.Facts is null)
            {
                lost.Add($"article {article.Id} was not classified");
            }
        }

        // A replay of what is still bad brings it back with its body; a drop removes one and no other.
        int replayed = await letters.ReplayAsync(QueueNames.Articles, [dead[0].Id], cancellationToken);
        await host.DrainAsync(static _ => { }, cancellationToken);
        List<DeadLetter> again = await letters.ListAsync(QueueNames.Articles, cancellationToken).ToListAsync(cancellationToken);
        int dropped = await letters.DropAsync(QueueNames.Articles, [again[0].Id], cancellationToken);
        int left = await letters.ListAsync(QueueNames.Articles, cancellationToken).CountAsync(cancellationToken);
        if ((replayed, again.Count, dropped, left) != (1, dead.Count, 1, dead.Count - 1))
        {
            lost.Add(string.Create(CultureInfo.InvariantCulture, $"replayed {replayed}, then {again.Count} of {dead.Count}; dropped {dropped}, then {left}"));
        }

        return new Outcome(
            string.Create(CultureInfo.InvariantCulture, $"{sent.Length} bad messages among {world.Articles.Count}; {dead.Count} dead-lettered; replayed, dropped"), lost);
    }
}
