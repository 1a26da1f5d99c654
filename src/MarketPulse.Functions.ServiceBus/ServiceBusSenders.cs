using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>
/// Keeps one sender per queue for the lifetime of the app, because each sender is a separate link, which is expensive to open.
/// </summary>
/// <param name="client">The app's only client.</param>
public sealed class ServiceBusSenders(ServiceBusClient client)
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    /// <summary>The sender for <paramref name="queue"/>.</summary>
    public ServiceBusSender For(string queue) => _senders.GetOrAdd(queue, client.CreateSender);
}
