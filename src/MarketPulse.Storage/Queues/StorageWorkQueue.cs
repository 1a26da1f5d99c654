using System.Diagnostics;
using Azure.Storage.Queues;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Storage.Queues;

/// <summary>
/// Sends work to storage queues, in base64 as the Functions trigger expects it. Storage queues have no message ids and detect no
/// duplicates; the steps handle repeated messages.
/// </summary>
internal sealed class StorageWorkQueue(StorageClients clients) : IWorkQueue
{
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    public async Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0)
        {
            return;
        }

        using Activity? activity = MarketPulseTelemetry.StartSend(TracedWork.StorageQueues, queue, messages.Count);
        QueueClient client = clients.Queue(queue);
        await clients.ForEachAsync(messages, (message, token) => SendRawAsync(client, message.Body.ToJson(), token), cancellationToken);
        clients.LocalSends.Sent(queue);
    }

    /// <summary>Sends a text that never expires; by default the service drops messages after seven days.</summary>
    public static Task SendRawAsync(QueueClient client, string body, CancellationToken cancellationToken) =>
        client.SendMessageAsync(PoisonQueue.Encode(body), visibilityTimeout: null, timeToLive: Forever, cancellationToken);
}
