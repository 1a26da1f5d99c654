using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Measures the profiles of the instruments that a message names.</summary>
/// <param name="step">The step to run on each message.</param>
/// <param name="settlement">Settles the message.</param>
public sealed class ProfileInstrumentsFunction(ProfileInstruments step, Settlement settlement)
{
    /// <summary>Runs the step on the message.</summary>
    [Function("ProfileInstruments")]
    public Task RunAsync(
        [ServiceBusTrigger(QueueNames.Profiles, Connection = ServiceBusOptions.Connection, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        settlement.RunAsync(QueueNames.Profiles, message, actions, step.RunAsync, cancellationToken);
}
