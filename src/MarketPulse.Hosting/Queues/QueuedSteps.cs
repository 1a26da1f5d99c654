using MarketPulse.Core.Pipeline;

namespace MarketPulse.Hosting.Queues;

/// <summary>What a host without queue triggers does with the messages of each queue.</summary>
/// <param name="detect">Takes the queue <c>articles</c>.</param>
/// <param name="score">Takes the queue <c>scores</c>.</param>
/// <param name="clock">Tells how long a message waited.</param>
public sealed class QueuedSteps(DetectEvents detect, ScoreEvent score, TimeProvider clock)
{
    /// <summary>The queues that are read.</summary>
    public static IReadOnlyList<string> Queues { get; } = [QueueNames.Articles, QueueNames.Scores];

    /// <summary>Handles the messages of every queue until cancelled, each in a span that continues its sender's trace.</summary>
    /// <param name="receiver">Reads the queues.</param>
    /// <param name="cancellationToken">Stops between messages; those under way are given back or finished first.</param>
    public Task PumpAsync(IWorkReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return Task.WhenAll(Queues.Select(queue => receiver.RunAsync(queue, RunAsync, cancellationToken)));
    }

    private Task RunAsync(WorkDelivery delivery, CancellationToken cancellationToken) => TracedWork.RunAsync(
        TracedWork.StorageQueues,
        delivery.Queue,
        delivery.MessageId,
        delivery.Body,
        clock.GetUtcNow() - delivery.EnqueuedUtc,
        delivery.Queue == QueueNames.Articles ? detect.RunAsync : score.RunAsync,
        cancellationToken);
}
