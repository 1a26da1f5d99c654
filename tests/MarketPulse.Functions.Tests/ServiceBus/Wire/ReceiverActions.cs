using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

/// <summary>Settles messages through the receiver that delivered them, like the Functions host for the worker, and records how.</summary>
internal sealed class ReceiverActions(ServiceBusReceiver receiver) : ServiceBusMessageActions
{
    private readonly List<string> _settled = [];

    /// <summary>Every settlement that succeeded, in order: there must be exactly one.</summary>
    public IReadOnlyList<string> Settled => _settled;

    public override async Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        await receiver.CompleteMessageAsync(message, cancellationToken);
        _settled.Add("completed");
    }

    public override async Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = null,
        CancellationToken cancellationToken = default)
    {
        await receiver.AbandonMessageAsync(message, propertiesToModify, cancellationToken);
        _settled.Add("abandoned");
    }

    public override async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = null,
        string? deadLetterReason = null,
        string? deadLetterErrorDescription = null,
        CancellationToken cancellationToken = default)
    {
        await receiver.DeadLetterMessageAsync(
            message, propertiesToModify ?? [], deadLetterReason, deadLetterErrorDescription, cancellationToken);
        _settled.Add("dead-lettered");
    }

    public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        receiver.RenewMessageLockAsync(message, cancellationToken);
}

/// <summary>A message as passed to a trigger.</summary>
/// <param name="Message">The message, locked.</param>
/// <param name="Actions">Settles it.</param>
internal sealed record Delivery(ServiceBusReceivedMessage Message, ReceiverActions Actions);
