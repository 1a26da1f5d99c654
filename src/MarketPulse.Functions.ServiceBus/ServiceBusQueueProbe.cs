using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>
/// Peeks at the head of a queue, which requires only permission to receive. Counting the messages would require permission to manage the
/// namespace, which the app does not have. A message that a worker is processing stays at the head until it is settled.
/// </summary>
/// <param name="client">The app's only client.</param>
/// <param name="queue">Name of the queue.</param>
/// <param name="clock">Distinguishes waiting messages from messages scheduled for later.</param>
internal sealed class ServiceBusQueueProbe(ServiceBusClient client, string queue, TimeProvider clock) : IHealthProbe
{
    /// <summary>Number of messages to peek at. More than one, because delayed copies are at the head long before they are due.</summary>
    public const int Peeked = 32;

    // Kept for the lifetime of the app, because each receiver is a separate link, which is expensive to open.
    private readonly Lazy<ServiceBusReceiver> _receiver = new(() => client.CreateReceiver(queue));

    /// <inheritdoc/>
    public string Name => "queue-" + queue;

    /// <inheritdoc/>
    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Without a sequence number, a receiver continues after the last message that it has peeked at.
            IReadOnlyList<ServiceBusReceivedMessage> head =
                await _receiver.Value.PeekMessagesAsync(Peeked, fromSequenceNumber: 0, cancellationToken);
            DateTimeOffset now = clock.GetUtcNow();
            DateTimeOffset? oldest = head
                .Select(message => message.State == ServiceBusMessageState.Scheduled ? message.ScheduledEnqueueTime : message.EnqueuedTime)
                .Where(due => due <= now)
                .Min(due => (DateTimeOffset?)due);
            return new ProbeResult { Queue = new QueueHead(oldest, Messages: null) };
        }
        catch (ServiceBusException e)
        {
            return new ProbeResult { Fault = $"Service Bus reports {e.Reason}.", Cause = e };
        }
        catch (UnauthorizedAccessException e)
        {
            return new ProbeResult
            {
                Fault = "Service Bus denies access to the app's identity; it needs the role Azure Service Bus Data Receiver on the queue.",
                Cause = e,
            };
        }
    }
}
