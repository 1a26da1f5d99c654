using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Queues;

namespace MarketPulse.Storage.Health;

/// <summary>
/// Peeks at the first message of a storage queue and reads the numbers of messages and of dead letters. Messages that are being handled are
/// included in the number, but cannot be peeked at.
/// </summary>
internal sealed class StorageQueueProbe(StorageClients clients, string queue) : IHealthProbe
{
    public string Name => "queue-" + queue;

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => StorageFault.ProbeAsync(
        async () =>
        {
            QueueClient client = clients.Queue(queue);
            Task<Azure.Response<PeekedMessage>> head = client.PeekMessageAsync(cancellationToken);
            Task<Azure.Response<QueueProperties>> properties = client.GetPropertiesAsync(cancellationToken);
            Task<Azure.Response<QueueProperties>> deadLetters =
                clients.Queue(PoisonQueue.NameFor(queue)).GetPropertiesAsync(cancellationToken);
            await Task.WhenAll(head, properties, deadLetters);
            PeekedMessage? oldest = (await head).Value;
            return new ProbeResult
            {
                Queue = new QueueHead(oldest?.InsertedOn, (await properties).Value.ApproximateMessagesCountLong)
                {
                    DeadLetters = (await deadLetters).Value.ApproximateMessagesCountLong,
                },
            };
        },
        cancellationToken);
}
