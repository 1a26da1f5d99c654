using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Classifies the article that a message names and updates the events with it.</summary>
/// <param name="step">The step to run on each message.</param>
/// <param name="settlement">Completes, retries or dead-letters the message.</param>
public sealed class DetectEventsFunction(DetectEvents step, Settlement settlement)
{
    /// <summary>Runs the step on the message.</summary>
    [Function("DetectEvents")]
    public Task RunAsync([QueueTrigger(QueueNames.Articles)] QueueMessage message, CancellationToken cancellationToken) =>
        settlement.RunAsync(QueueNames.Articles, message, step.RunAsync, cancellationToken);
}
