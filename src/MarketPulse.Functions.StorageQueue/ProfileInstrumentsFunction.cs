using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Measures the profiles of the instruments that a message names.</summary>
/// <param name="step">The step to run on each message.</param>
/// <param name="settlement">Completes, retries or dead-letters the message.</param>
public sealed class ProfileInstrumentsFunction(ProfileInstruments step, Settlement settlement)
{
    /// <summary>Runs the step on the message.</summary>
    [Function("ProfileInstruments")]
    public Task RunAsync([QueueTrigger(QueueNames.Profiles)] QueueMessage message, CancellationToken cancellationToken) =>
        settlement.RunAsync(QueueNames.Profiles, message, step.RunAsync, cancellationToken);
}
