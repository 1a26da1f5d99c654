using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Queues;

/// <summary>
/// Keeps dead letters in poison queues. A queue can peek at 32 messages only, so listing receives all messages and makes them visible
/// again.
/// </summary>
internal sealed class StorageDeadLetters(StorageClients clients) : IDeadLetters
{
    private const int MostPerRequest = 32;
    private const int LongestDescription = 4000;
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(2);

    public async Task AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var envelope = new PoisonEnvelope
        {
            Reason = letter.Reason,
            Description = letter.Description,
            Body = letter.Body,
            TraceParent = letter.TraceParent ?? PoisonQueue.TraceParentOf(letter.Body),
            FailedUtc = letter.FailedUtc,
            Deliveries = letter.Deliveries,
        };
        string json = envelope.ToJson();
        if (PoisonQueue.Encode(json).Length > PoisonQueue.LongestMessage)
        {
            BlobClient blob = clients.Container(ContainerNames.DeadLetters).GetBlobClient(letter.Id);
            await blob.UploadAsync(BinaryData.FromString(letter.Body), overwrite: true, cancellationToken);
            string description = letter.Description[..Math.Min(letter.Description.Length, LongestDescription)];
            json = (envelope with { Body = null, BodyBlob = letter.Id, Description = description }).ToJson();
        }

        await StorageWorkQueue.SendRawAsync(clients.Queue(PoisonQueue.NameFor(letter.Queue)), json, cancellationToken);
    }

    public async IAsyncEnumerable<DeadLetter> ListAsync(string queue, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        QueueClient poison = clients.Queue(PoisonQueue.NameFor(queue));
        List<QueueMessage> taken = await TakeAllAsync(poison, cancellationToken);
        try
        {
            foreach (QueueMessage message in taken)
            {
                (DeadLetter letter, _) = await ReadAsync(queue, message, cancellationToken);
                yield return letter;
            }
        }
        finally
        {
            await GiveBackAsync(poison, taken);
        }
    }

    public Task<int> ReplayAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken)
    {
        QueueClient target = clients.Queue(queue);
        return RemoveAsync(queue, ids, letter => StorageWorkQueue.SendRawAsync(target, letter.Body, cancellationToken), cancellationToken);
    }

    public Task<int> DropAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken) =>
        RemoveAsync(queue, ids, _ => Task.CompletedTask, cancellationToken);

    private async Task<int> RemoveAsync(
        string queue, IReadOnlyCollection<string>? ids, Func<DeadLetter, Task> before, CancellationToken cancellationToken)
    {
        QueueClient poison = clients.Queue(PoisonQueue.NameFor(queue));
        List<QueueMessage> taken = await TakeAllAsync(poison, cancellationToken);
        int removed = 0;
        try
        {
            foreach (QueueMessage message in taken.Where(message => ids is null || ids.Contains(message.MessageId)).ToList())
            {
                (DeadLetter letter, BlobClient? blob) = await ReadAsync(queue, message, cancellationToken);
                await before(letter);
                await poison.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
                taken.Remove(message);
                removed++;
                if (blob is not null)
                {
                    await blob.DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
                }
            }
        }
        finally
        {
            await GiveBackAsync(poison, taken);
        }

        return removed;
    }

    private async Task<(DeadLetter Letter, BlobClient? Blob)> ReadAsync(
        string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        string text = PoisonQueue.TryDecode(message.MessageText) ?? message.MessageText;
        if (PoisonEnvelope.TryParse(text) is not { } envelope)
        {
            return (new DeadLetter
            {
                Id = message.MessageId,
                Queue = queue,
                Reason = PoisonQueue.DeadLetteredByHost,
                Description = "The Functions host dead-lettered the message after its last delivery; the reason is in the host's log.",
                Body = text,
                TraceParent = PoisonQueue.TraceParentOf(text),
                FailedUtc = message.InsertedOn,
            }, null);
        }

        BlobClient? blob = envelope.BodyBlob is { } name ? clients.Container(ContainerNames.DeadLetters).GetBlobClient(name) : null;
        string body = blob is null ? envelope.Body ?? "" : (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToString();
        return (new DeadLetter
        {
            Id = message.MessageId,
            Queue = queue,
            Reason = envelope.Reason,
            Description = envelope.Description,
            Body = body,
            TraceParent = envelope.TraceParent,
            FailedUtc = envelope.FailedUtc,
            Deliveries = envelope.Deliveries,
        }, blob);
    }

    private static async Task<List<QueueMessage>> TakeAllAsync(QueueClient poison, CancellationToken cancellationToken)
    {
        var taken = new List<QueueMessage>();
        QueueMessage[] more;
        do
        {
            more = (await poison.ReceiveMessagesAsync(MostPerRequest, Hold, cancellationToken)).Value;
            taken.AddRange(more);
        }
        while (more.Length > 0);
        return [.. taken.OrderBy(message => message.InsertedOn).ThenBy(message => message.MessageId, StringComparer.Ordinal)];
    }

    private Task GiveBackAsync(QueueClient poison, List<QueueMessage> taken) => clients.ForEachAsync(
        taken,
        (message, token) => poison.UpdateMessageAsync(message.MessageId, message.PopReceipt, (string?)null, TimeSpan.Zero, token),
        CancellationToken.None);
}
