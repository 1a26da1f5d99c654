using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>What a host without queue triggers does with the messages of each queue.</summary>
/// <param name="detect">Takes the queue <c>articles</c>.</param>
/// <param name="score">Takes the queue <c>scores</c>.</param>
/// <param name="send">Takes the queue <c>alerts</c>.</param>
/// <param name="rules">A host without rules leaves alerts to the one that has them.</param>
/// <param name="clock">Tells how long a message waited.</param>
public sealed class QueuedSteps(DetectEvents detect, ScoreEvent score, SendAlert send, AlertRules rules, TimeProvider clock)
{
    /// <summary>Handles the messages of every queue until cancelled, each in a span that continues its sender's trace. The queues do not wait for each other.</summary>
    /// <param name="receiver">Reads the queues.</param>
    /// <param name="cancellationToken">Stops between messages; those under way are given back or finished first.</param>
    public Task PumpAsync(IWorkReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return Task.WhenAll(QueueNames.All
            .Where(queue => queue != QueueNames.Alerts || rules.All.Count > 0)
            .Select(queue => receiver.RunAsync(queue, RunAsync, cancellationToken)));
    }

    private Task RunAsync(WorkDelivery delivery, CancellationToken cancellationToken) => TracedWork.RunAsync(
        TracedWork.StorageQueues,
        delivery.Queue,
        delivery.MessageId,
        delivery.Body,
        clock.GetUtcNow() - delivery.EnqueuedUtc,
        delivery.Queue switch
        {
            QueueNames.Articles => detect.RunAsync,
            QueueNames.Scores => score.RunAsync,
            _ => send.RunAsync,
        },
        cancellationToken);
}
