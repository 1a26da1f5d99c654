using System.Diagnostics;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Scores one event: the reaction of every instrument of the watchlist in every window.</summary>
/// <param name="events">Store of the events.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="scores">Store of the scores and paths.</param>
/// <param name="analogues">Finds analogues, which need no bars of the event day.</param>
/// <param name="alerts">Raises matching alerts.</param>
/// <param name="watchlist">The instruments to score.</param>
/// <param name="scorer">Runs the event study.</param>
/// <param name="clock">Measures durations and the lag of scores behind their bars.</param>
public sealed class ScoreEvent(
    IEventStore events,
    IPriceStore prices,
    IScoreStore scores,
    FindAnalogues analogues,
    RaiseAlerts alerts,
    Watchlist watchlist,
    EventScorer scorer,
    TimeProvider clock)
{
    /// <summary>
    /// Scores the event given by <paramref name="message"/> from the current state of the event, the prices and the neighbouring events.
    /// A superseded event has no scores: its successor has a message of its own.
    /// </summary>
    /// <exception cref="PermanentFaultException">The event is unknown.</exception>
    public async Task RunAsync(WorkMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using Activity? step = MarketPulseTelemetry.StartStep("score_event");
        long started = clock.GetTimestamp();
        TradeEvent? tradeEvent = await FindLiveAsync(message.Id, step, cancellationToken);
        if (tradeEvent is null || message.Revision < tradeEvent.Revision)
        {
            // The run that superseded the event or raised its revision has sent its own message.
            return;
        }

        // Done first, because it needs no bars of the day.
        await analogues.RunAsync(tradeEvent, cancellationToken);
        await alerts.ForEventAsync(tradeEvent, cancellationToken);
        if (watchlist.Instruments.Count == 0)
        {
            return;
        }

        IReadOnlyList<TradeEvent> neighbours = await ReadNeighboursAsync(tradeEvent, cancellationToken);
        (DateOnly from, DateOnly to) = scorer.PricesNeeded(tradeEvent);
        IReadOnlyDictionary<string, PriceHistory> histories = await prices.ReadAsync(watchlist.Instruments, from, to, cancellationToken);
        EventScores result = scorer.Score(tradeEvent, neighbours, watchlist.Instruments, histories);

        int written = await scores.SaveAsync(result.Scores, result.Paths, cancellationToken);
        if (result.OpenUntil is { } openUntil && openUntil != tradeEvent.OpenUntil)
        {
            await events.SetOpenUntilAsync(tradeEvent.EventId, openUntil, cancellationToken);
        }

        // An earlier report may have re-keyed the event while it was being scored; in that case the scores just written are deleted.
        if (await FindLiveAsync(message.Id, step, cancellationToken) is null)
        {
            return;
        }

        await alerts.ForScoresAsync(tradeEvent, result.Scores, cancellationToken);
        Report(result, written, clock.GetElapsedTime(started));
    }

    /// <summary>Finds the event. Returns null, after deleting its scores, when it is superseded.</summary>
    private async Task<TradeEvent?> FindLiveAsync(string eventId, Activity? step, CancellationToken cancellationToken)
    {
        TradeEvent? tradeEvent = await events.FindAsync(eventId, cancellationToken);
        switch (tradeEvent)
        {
            case null:
                throw new PermanentFaultException("unknown_event", $"There is no event '{eventId}'.");
            case { Status: EventStatus.Superseded }:
                await scores.DeleteEventAsync(eventId, cancellationToken);
                MarketPulseTelemetry.ScoringSuperseded(step, tradeEvent);
                return null;
            default:
                return tradeEvent;
        }
    }

    private async Task<IReadOnlyList<TradeEvent>> ReadNeighboursAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        var neighbours = new List<TradeEvent>();
        await foreach (TradeEvent other in events.ReadAsync(
            tradeEvent.EventTimeUtc - EventScorer.Reach,
            tradeEvent.EventTimeUtc + EventScorer.Reach,
            includeSuperseded: false,
            cancellationToken))
        {
            if (other.EventId != tradeEvent.EventId)
            {
                neighbours.Add(other);
            }
        }

        return neighbours;
    }

    private void Report(EventScores result, int written, TimeSpan took)
    {
        MarketPulseTelemetry.ScoringTook(took);
        if (written == 0)
        {
            return;
        }

        foreach (IGrouping<ScoreStatus, ImpactScore> status in result.Scores.GroupBy(score => score.Status))
        {
            MarketPulseTelemetry.ScoresWritten(status.Key, status.Count());
        }

        if (result.Scores.Max(score => score.BarsThrough) is { } lastBar)
        {
            MarketPulseTelemetry.WindowLag(lastBar, clock.GetUtcNow());
        }
    }
}
