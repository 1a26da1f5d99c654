using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Scores the event that a message names over the watchlist.</summary>
/// <param name="step">The step to run on each message.</param>
/// <param name="settlement">Completes, retries or dead-letters the message.</param>
public sealed class ScoreEventFunction(ScoreEvent step, Settlement settlement)
{
    /// <summary>Runs the step on the message.</summary>
    [Function("ScoreEvent")]
    public Task RunAsync([QueueTrigger(QueueNames.Scores)] QueueMessage message, CancellationToken cancellationToken) =>
        settlement.RunAsync(QueueNames.Scores, message, step.RunAsync, cancellationToken);
}
