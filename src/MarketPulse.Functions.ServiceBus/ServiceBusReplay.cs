using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>
/// Replays the dead letters of a queue: sends a copy of each with a new id, then completes the dead letter in the dead-letter sub-queue.
/// </summary>
/// <param name="client">The app's only client.</param>
/// <param name="senders">Sends the copies.</param>
/// <param name="clock">Current time, which becomes part of the new ids.</param>
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

        // Peeks first because, unlike receiving, peeking at an empty queue does not wait.
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

            // Copies from this replay have already been dead-lettered again, so continuing would never end.
            if (hasCopies)
            {
                break;
            }
        }

        return replayed;
    }

    /// <summary>
    /// Completes a letter whose copy has been sent. If the link is detached during settlement, the client reports the lock as lost although
    /// it is still valid; the second attempt, which needs only the lock, then succeeds. If the lock is really lost, the letter remains for
    /// the next replay.
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
                // The letter's copy has been sent in any case.
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

    /// <summary>Parses the letter; returns null if this release cannot read it. A later release may be able to.</summary>
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
