using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Classifies the article that a message names and updates the events with it.</summary>
/// <param name="step">The step to run on each message.</param>
/// <param name="settlement">Settles the message.</param>
public sealed class DetectEventsFunction(DetectEvents step, Settlement settlement)
{
    /// <summary>Runs the step on the message.</summary>
    [Function("DetectEvents")]
    public Task RunAsync(
        [ServiceBusTrigger(QueueNames.Articles, Connection = ServiceBusOptions.Connection, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        settlement.RunAsync(QueueNames.Articles, message, actions, step.RunAsync, cancellationToken);
}
