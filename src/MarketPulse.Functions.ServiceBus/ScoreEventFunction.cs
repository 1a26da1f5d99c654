using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Scores the event that a message names over the watchlist.</summary>
/// <param name="step">The step to run on each message.</param>
/// <param name="settlement">Settles the message.</param>
public sealed class ScoreEventFunction(ScoreEvent step, Settlement settlement)
{
    /// <summary>Runs the step on the message.</summary>
    [Function("ScoreEvent")]
    public Task RunAsync(
        [ServiceBusTrigger(QueueNames.Scores, Connection = ServiceBusOptions.Connection, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        settlement.RunAsync(QueueNames.Scores, message, actions, step.RunAsync, cancellationToken);
}
