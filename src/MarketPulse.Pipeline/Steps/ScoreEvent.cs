using System.Diagnostics;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Scores one event over the watchlist: what it did to every instrument in every window.</summary>
/// <param name="events">The events.</param>
/// <param name="prices">The bars.</param>
/// <param name="scores">Where scores and paths are stored.</param>
/// <param name="analogues">Answers before there are bars.</param>
/// <param name="alerts">Tells those who asked for it.</param>
/// <param name="watchlist">The instruments.</param>
/// <param name="scorer">The event study.</param>
/// <param name="clock">Stamps how far scores trail their bars.</param>
public sealed class ScoreEvent(
    IEventStore events, IPriceStore prices, IScoreStore scores, FindAnalogues analogues, RaiseAlerts alerts, Watchlist watchlist, EventScorer scorer,
    TimeProvider clock)
{
    /// <summary>Scores the event that <paramref name="message"/> names, as event, prices and neighbours stand now.</summary>
    /// <exception cref="PermanentFaultException">The event is unknown, or another took its place.</exception>
    public async Task RunAsync(WorkMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using Activity? step = MarketPulseTelemetry.StartStep("score_event");
        long started = clock.GetTimestamp();
        TradeEvent tradeEvent = await FindLiveAsync(message.Id, cancellationToken);
        if (message.Revision < tradeEvent.Revision)
        {
            // Whoever raised the revision has sent a message of its own.
            return;
        }

        // First, because it needs no bars of the day.
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

        // An earlier report may have re-keyed the event while it was being scored: what was written for it must go again.
        await FindLiveAsync(message.Id, cancellationToken);
        await alerts.ForScoresAsync(tradeEvent, result.Scores, cancellationToken);
        Report(result, written, clock.GetElapsedTime(started));
    }

    private async Task<TradeEvent> FindLiveAsync(string eventId, CancellationToken cancellationToken)
    {
        TradeEvent? tradeEvent = await events.FindAsync(eventId, cancellationToken);
        switch (tradeEvent)
        {
            case null:
                throw new PermanentFaultException("unknown_event", $"There is no event '{eventId}'.");
            case { Status: EventStatus.Superseded }:
                await scores.DeleteEventAsync(eventId, cancellationToken);
                throw new PermanentFaultException("superseded_event", $"The event '{eventId}' was superseded by '{tradeEvent.SupersededBy}'.");
            default:
                return tradeEvent;
        }
    }

    private async Task<IReadOnlyList<TradeEvent>> ReadNeighboursAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        var neighbours = new List<TradeEvent>();
        await foreach (TradeEvent other in events.ReadAsync(
            tradeEvent.EventTimeUtc - EventScorer.Reach, tradeEvent.EventTimeUtc + EventScorer.Reach, includeSuperseded: false, cancellationToken))
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
