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

/// <summary>Messages that cannot be handled, in storage queues. Their dead letters are listed, replayed and dropped.</summary>
internal sealed class PoisonOnAzurite : Scenario
{
    private const string Prefix = "poison";
    private const string NotBase64 = "not base64!";

    public override string Name => "poison on Azurite";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        World world = World.Create(size == RunSize.Full ? 10_000 : 100, 10);
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken);
        await using LocalHost host = await WorldHost.StartAsync(azurite.ConnectionString, Prefix, world, cancellationToken);
        var queue = new QueueClient(
            azurite.ConnectionString,
            Prefix + QueueNames.Articles,
            new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_11_05));
        foreach (string body in Bodies.All)
        {
            await queue.SendMessageAsync(PoisonQueue.Encode(body), cancellationToken);
        }

        await queue.SendMessageAsync(NotBase64, cancellationToken);
        await WorldHost.RunAsync(host, world, cancellationToken);
        IDeadLetters letters = host.Step<IDeadLetters>();
        List<DeadLetter> dead = await letters.ListAsync(QueueNames.Articles, cancellationToken).ToListAsync(cancellationToken);
        string[] sent = [.. Bodies.All, NotBase64];
        var lost = new List<string>(DeadLetterChecks.FindFaults(dead, sent));
        foreach (Article article in world.Articles)
        {
            if ((await host.Step<IArticleStore>().FindAsync(article.Id, cancellationToken))?.Facts is null)
            {
                lost.Add($"article {article.Id} was not classified");
            }
        }

        // A replayed message that still cannot be handled is dead-lettered again, with the same body. Dropping one leaves the others.
        int replayed = await letters.ReplayAsync(QueueNames.Articles, [dead[0].Id], cancellationToken);
        await host.DrainAsync(static _ => { }, cancellationToken);
        List<DeadLetter> again = await letters.ListAsync(QueueNames.Articles, cancellationToken).ToListAsync(cancellationToken);
        int dropped = await letters.DropAsync(QueueNames.Articles, [again[0].Id], cancellationToken);
        int left = await letters.ListAsync(QueueNames.Articles, cancellationToken).CountAsync(cancellationToken);
        if ((replayed, again.Count, dropped, left) != (1, dead.Count, 1, dead.Count - 1))
        {
            lost.Add(string.Create(
                CultureInfo.InvariantCulture, $"replayed {replayed}, then {again.Count} of {dead.Count}; dropped {dropped}, then {left}"));
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{sent.Length} bad messages among {world.Articles.Count}; {dead.Count} dead-lettered; replayed, dropped");
        return new Outcome(tried, lost);
    }
}
