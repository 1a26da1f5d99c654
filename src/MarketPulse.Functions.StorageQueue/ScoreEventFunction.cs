using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Steps;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Scores the event that a message names over the watchlist.</summary>
/// <param name="step">The step.</param>
/// <param name="settlement">Decides what becomes of the message.</param>
public sealed class ScoreEventFunction(ScoreEvent step, Settlement settlement)
{
    /// <summary>Runs the step on the message.</summary>
    [Function("ScoreEvent")]
    public Task RunAsync([QueueTrigger(QueueNames.Scores)] QueueMessage message, CancellationToken cancellationToken) =>
        settlement.RunAsync(QueueNames.Scores, message, step.RunAsync, cancellationToken);
}
