using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Handles the messages of each queue in a host without queue triggers.</summary>
/// <param name="detect">Handles the queue <c>articles</c>.</param>
/// <param name="score">Handles the queue <c>scores</c>.</param>
/// <param name="profile">Handles the queue <c>profiles</c>.</param>
/// <param name="send">Handles the queue <c>alerts</c>.</param>
/// <param name="rules">The configured rules. A host without any does not read the queue <c>alerts</c>.</param>
/// <param name="clock">Measures how long messages waited.</param>
public sealed class QueuedSteps(
    DetectEvents detect, ScoreEvent score, ProfileInstruments profile, SendAlert send, AlertRules rules, TimeProvider clock)
{
    /// <summary>
    /// Handles the messages of every queue until cancelled, each in a span that continues its sender's trace. Queues are handled
    /// concurrently.
    /// </summary>
    /// <param name="receiver">Receives the messages.</param>
    /// <param name="cancellationToken">Stops between messages; those in progress are finished or returned to the queue first.</param>
    public Task PumpAsync(IWorkReceiver receiver, CancellationToken cancellationToken) =>
        PumpAsync(receiver, QueueNames.All, cancellationToken);

    /// <summary>Like <see cref="PumpAsync(IWorkReceiver, CancellationToken)"/>, for the messages of some queues.</summary>
    /// <param name="receiver">Receives the messages.</param>
    /// <param name="queues">The queues.</param>
    /// <param name="cancellationToken">Stops between messages; those in progress are finished or returned to the queue first.</param>
    public Task PumpAsync(IWorkReceiver receiver, IEnumerable<string> queues, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentNullException.ThrowIfNull(queues);
        return Task.WhenAll(queues
            .Where(queue => queue != QueueNames.Alerts || rules.All.Count > 0)
            .Select(queue => receiver.RunAsync(queue, RunAsync, cancellationToken)));
    }

    private Task RunAsync(WorkDelivery delivery, CancellationToken cancellationToken) => TracedWork.RunAsync(
        new MessageOrigin(
            TracedWork.StorageQueues, delivery.Queue, delivery.MessageId, clock.GetUtcNow() - delivery.EnqueuedUtc),
        delivery.Body,
        delivery.Queue switch
        {
            QueueNames.Articles => detect.RunAsync,
            QueueNames.Scores => score.RunAsync,
            QueueNames.Profiles => profile.RunAsync,
            _ => send.RunAsync,
        },
        cancellationToken);
}
