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
        var deadLetters = new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter };
        await using ServiceBusReceiver receiver = client.CreateReceiver(queue, deadLetters);
        ServiceBusSender sender = senders.For(queue);
        DateTimeOffset now = clock.GetUtcNow();
        int replayed = 0;

        // Asked first because receiving from an empty queue waits, and a look does not.
        while (await receiver.PeekMessageAsync(fromSequenceNumber: 0, cancellationToken) is not null
            && await receiver.ReceiveMessagesAsync(BatchSize, Patience, cancellationToken) is { Count: > 0 } letters)
        {
            bool hasCopies = false;
            foreach (ServiceBusReceivedMessage letter in letters)
            {
                if (letter.MessageId?.Contains(MessageIds.ReplaySuffix(now), StringComparison.Ordinal) == true)
                {
                    hasCopies = true;
                    await receiver.AbandonMessageAsync(letter, cancellationToken: CancellationToken.None);
                    continue;
                }

                await sender.SendMessageAsync(Copy(letter, now), cancellationToken);
                await CompleteAsync(receiver, letter);
                replayed++;
            }

            // Copies of this replay are back among the dead letters already: another try now would go round in circles.
            if (hasCopies)
            {
                break;
            }
        }

        return replayed;
    }

    /// <summary>
    /// Completes a letter whose copy is sent. When the link goes while the client settles, the client reports the lock as lost, though it
    /// lives on; the second try, by the lock alone, settles that. A lock that is really lost leaves the letter to the next replay.
    /// </summary>
    private static async Task CompleteAsync(ServiceBusReceiver receiver, ServiceBusReceivedMessage letter)
    {
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            try
            {
                await receiver.CompleteMessageAsync(letter, CancellationToken.None);
                return;
            }
            catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.MessageLockLost)
            {
                // Either way the letter's copy is sent.
            }
        }
    }

    private static ServiceBusMessage Copy(ServiceBusReceivedMessage letter, DateTimeOffset now)
    {
        var copy = new ServiceBusMessage(letter) { MessageId = MessageIds.Replay(letter, now) };
        if (TryRead(letter) is { } work)
        {
            copy.Body = BinaryData.FromString((work with { Attempt = 0 }).ToJson());
        }

        return copy;
    }

    /// <summary>The letter's work; null if this release cannot read it, but a later one may.</summary>
    private static WorkMessage? TryRead(ServiceBusReceivedMessage letter)
    {
        try
        {
            return WorkMessage.Parse(MessageText.Read(letter));
        }
        catch (PermanentFaultException)
        {
            return null;
        }
    }
}
