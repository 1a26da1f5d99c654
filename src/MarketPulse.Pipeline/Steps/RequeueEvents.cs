using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Queues for rescoring the events whose event or estimation windows can contain new or changed bars.</summary>
/// <param name="events">Store of the events.</param>
/// <param name="queue">Queue for the messages that have events scored.</param>
public sealed class RequeueEvents(IEventStore events, IWorkQueue queue)
{
    private static readonly DateOnly FirstDate = DateOnly.MinValue.AddDays(EventScorer.DaysRead);

    /// <summary>
    /// Queues every event that is open until the first changed bar or later: its event windows or its estimation window may contain it.
    /// </summary>
    /// <param name="from">Date of the first new or changed bar.</param>
    /// <param name="through">Date of the last bar, for the messages; null when unknown.</param>
    /// <param name="poll">Time of the poll that read the bars, which makes the messages unique.</param>
    /// <param name="cancellationToken">Stops before the messages are sent.</param>
    public async Task RunAsync(DateOnly from, DateOnly? through, DateTimeOffset poll, CancellationToken cancellationToken)
    {
        var messages = new List<OutgoingMessage>();

        // Scoring older events uses no bar from that day on.
        DateTimeOffset oldest = new(from > FirstDate ? from.AddDays(-EventScorer.DaysRead) : from, TimeOnly.MinValue, TimeSpan.Zero);
        await foreach (TradeEvent tradeEvent in events.ReadAsync(
            oldest, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken))
        {
            if (tradeEvent.OpenUntil is null || tradeEvent.OpenUntil >= from)
            {
                messages.Add(WorkMessage.ForScore(tradeEvent, through, poll, MarketPulseTelemetry.BeginRescore(tradeEvent)));
            }
        }

        await queue.SendAsync(QueueNames.Scores, messages, cancellationToken);
    }
}
