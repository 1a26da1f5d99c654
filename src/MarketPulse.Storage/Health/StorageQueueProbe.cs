using Azure.Storage.Queues.Models;
using Azure.Storage.Queues;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Health;

/// <summary>Looks at the head of a storage queue, and at its count, without taking a message. Messages that a worker holds are counted, but are not at the head.</summary>
internal sealed class StorageQueueProbe(StorageClients clients, string queue) : IHealthProbe
{
    public string Name => "queue-" + queue;

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => StorageFault.ProbeAsync(
        async () =>
        {
            QueueClient client = clients.Queue(queue);
            Task<Azure.Response<PeekedMessage>> head = client.PeekMessageAsync(cancellationToken);
            Task<Azure.Response<QueueProperties>> properties = client.GetPropertiesAsync(cancellationToken);
            await Task.WhenAll(head, properties);
            PeekedMessage? oldest = (await head).Value;
            return new ProbeResult { Queue = new QueueHead(oldest?.InsertedOn, (await properties).Value.ApproximateMessagesCountLong) };
        },
        cancellationToken);
}
