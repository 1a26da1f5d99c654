using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Sends the alert that a message names to its webhook.</summary>
/// <param name="step">The step to run on each message.</param>
/// <param name="settlement">Completes, retries or dead-letters the message.</param>
public sealed class SendAlertFunction(SendAlert step, Settlement settlement)
{
    /// <summary>Runs the step on the message.</summary>
    [Function("SendAlert")]
    public Task RunAsync([QueueTrigger(QueueNames.Alerts)] QueueMessage message, CancellationToken cancellationToken) =>
        settlement.RunAsync(QueueNames.Alerts, message, step.RunAsync, cancellationToken);
}
