using Azure.Messaging.ServiceBus;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Settles messages. The real class asks the Functions host to do so; this one can only be overridden.</summary>
public class ServiceBusMessageActions
{
    /// <summary>Creates an instance, for derived classes.</summary>
    protected ServiceBusMessageActions()
    {
    }

    /// <summary>Removes the message from its queue.</summary>
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw NoHost();

    /// <summary>Returns the message to its queue, to be delivered again immediately.</summary>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default) => throw NoHost();

    /// <summary>Moves the message to the dead-letter queue.</summary>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = null,
        string? deadLetterReason = null,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default) => throw NoHost();

    /// <summary>Extends the lock on the message by the queue's lock duration.</summary>
    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw NoHost();

    private static NotSupportedException NoHost() =>
        new("This app was built with a stand-in for the Service Bus extension; "
            + "build it with MarketPulseServiceBusExtension=package to receive messages.");
}
