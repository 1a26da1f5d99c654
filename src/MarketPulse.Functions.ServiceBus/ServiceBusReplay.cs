using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Replays a queue's dead-letter sub-queue: a copy under an id of its own is sent, then the dead letter completed.</summary>
/// <param name="client">The app's only client.</param>
/// <param name="senders">Takes the copies.</param>
/// <param name="clock">Dates the replay.</param>
public sealed class ServiceBusReplay(ServiceBusClient client, ServiceBusSenders senders, TimeProvider clock) : IDeadLetterReplay
{
    private const int BatchSize = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<int> ReplayAsync(string queue, CancellationToken cancellationToken)
    {
        await using ServiceBusReceiver receiver = client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        ServiceBusSender sender = senders.For(queue);
        DateTimeOffset now = clock.GetUtcNow();
        int replayed = 0;
        while (await receiver.ReceiveMessagesAsync(BatchSize, Patience, cancellationToken) is { Count: > 0 } letters)
        {
            foreach (ServiceBusReceivedMessage letter in letters)
            {
                // Back among the dead letters already: another try now would go round in circles.
                if (letter.MessageId?.Contains(MessageIds.ReplaySuffix(now), StringComparison.Ordinal) == true)
                {
                    return replayed;
                }

                await sender.SendMessageAsync(Copy(letter, now), cancellationToken);
                await receiver.CompleteMessageAsync(letter, CancellationToken.None);
                replayed++;
            }
        }

        return replayed;
    }

    private static ServiceBusMessage Copy(ServiceBusReceivedMessage letter, DateTimeOffset now)
    {
        var copy = new ServiceBusMessage(letter) { MessageId = MessageIds.Replay(letter.MessageId, now), Body = WithoutAttempts(letter.Body) };
        copy.ApplicationProperties.Remove("DeadLetterReason");
        copy.ApplicationProperties.Remove("DeadLetterErrorDescription");
        return copy;
    }

    private static BinaryData WithoutAttempts(BinaryData body)
    {
        try
        {
            return BinaryData.FromString((WorkMessage.Parse(body.ToString()) with { Attempt = 0 }).ToJson());
        }
        catch (PermanentFaultException)
        {
            // Not ours to mend; a release that knows its version may read it.
            return body;
        }
    }
}
