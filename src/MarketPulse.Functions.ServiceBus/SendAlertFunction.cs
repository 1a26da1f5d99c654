using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Sends the alert that a message names to its webhook.</summary>
/// <param name="step">The step to run on each message.</param>
/// <param name="settlement">Settles the message.</param>
public sealed class SendAlertFunction(SendAlert step, Settlement settlement)
{
    /// <summary>Runs the step on the message.</summary>
    [Function("SendAlert")]
    public Task RunAsync(
        [ServiceBusTrigger(QueueNames.Alerts, Connection = ServiceBusOptions.Connection, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        settlement.RunAsync(QueueNames.Alerts, message, actions, step.RunAsync, cancellationToken);
}
