using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

/// <summary>A broker with the queues of the product, and the real client connected to it.</summary>
internal sealed class ServiceBusOnTheWire : IAsyncDisposable
{
    /// <summary>How long a test waits for a message before it fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock;
    private readonly ConcurrentDictionary<string, ServiceBusReceiver> _receivers = new(StringComparer.Ordinal);

    public ServiceBusOnTheWire(FakeTimeProvider clock, QueueOptions? options = null)
    {
        _clock = clock;
        Options = options ?? new QueueOptions();
        Broker = new ServiceBusBroker(clock, Options, "articles", "scores", "profiles", "alerts");
        Client = Connect();
        Senders = new ServiceBusSenders(Client);
    }

    public QueueOptions Options { get; }

    public ServiceBusBroker Broker { get; }

    public ServiceBusClient Client { get; }

    public ServiceBusSenders Senders { get; }

    /// <summary>Another client with a separate connection. It uses the retries of the library, with shorter delays.</summary>
    public ServiceBusClient Connect(int maxRetries = 8) => new(Broker.ConnectionString, new ServiceBusClientOptions
    {
        RetryOptions =
        {
            Delay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromMilliseconds(500),
            MaxRetries = maxRetries,
            TryTimeout = Patience,
        },
    });

    /// <summary>Sends a message like another program.</summary>
    public Task SendAsync(string queue, ServiceBusMessage message) => Senders.For(queue).SendMessageAsync(message);

    /// <summary>Receives and locks the next message.</summary>
    public async Task<Delivery> ReceiveAsync(string queue)
    {
        ServiceBusReceiver receiver = _receivers.GetOrAdd(queue, Client.CreateReceiver);
        ServiceBusReceivedMessage message = await receiver.ReceiveMessageAsync(Patience)
            ?? throw new TimeoutException($"No message arrived from queue '{queue}' within {Patience.TotalSeconds:F0} seconds.");
        return new Delivery(message, new ReceiverActions(receiver));
    }

    /// <summary>
    /// Receives and locks the next message, letting time pass until it is due; null when the queue is empty. None of it may be locked.
    /// </summary>
    public async Task<Delivery?> NextAsync(string queue)
    {
        IReadOnlyList<ServiceBusReceivedMessage> messages = await PeekAsync(queue);
        if (messages.Count == 0)
        {
            return null;
        }

        if (messages.All(message => message.State == ServiceBusMessageState.Scheduled))
        {
            _clock.Advance(messages.Min(message => message.ScheduledEnqueueTime) - _clock.GetUtcNow());
        }

        return await ReceiveAsync(queue);
    }

    /// <summary>Every message of the queue in any state, in order, without changing any.</summary>
    public Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekAsync(string queue) => PeekAsync(queue, SubQueue.None);

    /// <summary>The ids of <see cref="PeekAsync(string)"/>.</summary>
    public async Task<IReadOnlyList<string>> PeekIdsAsync(string queue) =>
        [.. (await PeekAsync(queue)).Select(message => message.MessageId)];

    /// <summary>Every dead letter of the queue, without changing any.</summary>
    public Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekDeadLettersAsync(string queue) => PeekAsync(queue, SubQueue.DeadLetter);

    /// <summary>Lets all current locks expire.</summary>
    public void ExpireLocks() => _clock.Advance(Options.LockDuration);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Broker.Dispose();
    }

    private async Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekAsync(string queue, SubQueue subQueue)
    {
        await using ServiceBusReceiver receiver = Client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = subQueue });
        return await receiver.PeekMessagesAsync(maxMessages: 10_000, fromSequenceNumber: 0);
    }
}
