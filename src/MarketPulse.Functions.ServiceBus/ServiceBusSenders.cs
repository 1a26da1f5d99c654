using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>One sender per queue, for as long as the app runs: a sender is a link of its own and dear to open.</summary>
/// <param name="client">The app's only client.</param>
public sealed class ServiceBusSenders(ServiceBusClient client)
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    /// <summary>The sender to <paramref name="queue"/>.</summary>
    public ServiceBusSender For(string queue) => _senders.GetOrAdd(queue, client.CreateSender);
}
