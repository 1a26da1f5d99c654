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
/// <param name="scores">Store of the scores and paths.</param>
/// <param name="scorer">Scores the event on the watchlist.</param>
/// <param name="overlaps">Updates the overlaps of the events around it.</param>
/// <param name="before">Finds analogues and locks the forecast, both before the market has reacted.</param>
/// <param name="alerts">Raises matching alerts.</param>
public sealed class ScoreEvent(
    IEventStore events,
    IScoreStore scores,
    WatchlistScorer scorer,
    RefreshOverlaps overlaps,
    BeforeReaction before,
    RaiseAlerts alerts)
{
    /// <summary>
    /// Scores the event given by <paramref name="message"/> from the current state of the event, the prices and the neighbouring events.
    /// The scores of a superseded or voided event are deleted instead, which repairs what a run left that scored it meanwhile.
    /// </summary>
    /// <exception cref="PermanentFaultException">The event is unknown.</exception>
    public async Task RunAsync(WorkMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using Activity? step = MarketPulseTelemetry.StartStep("score_event");
        var took = Stopwatch.StartNew();
        TradeEvent tradeEvent = await events.FindAsync(message.Id, cancellationToken)
            ?? throw new PermanentFaultException("unknown_event", $"There is no event '{message.Id}'.");
        if (tradeEvent.Status != EventStatus.Live)
        {
            await RemoveAsync(tradeEvent, step, cancellationToken);
            return;
        }

        if (message.Revision < tradeEvent.Revision)
        {
            // The run that raised the revision has sent its own message.
            return;
        }

        // Done first, because it needs no bars of the day.
        await before.Analogues.RunAsync(tradeEvent, cancellationToken);
        await alerts.ForEventAsync(tradeEvent, cancellationToken);
        if (scorer.IsEmpty)
        {
            return;
        }

        IReadOnlyList<TradeEvent> neighbours = await ReadNeighboursAsync(tradeEvent, cancellationToken);
        IReadOnlyDictionary<string, PriceHistory> histories = await scorer.ReadPricesAsync(tradeEvent, cancellationToken);
        await before.Forecasts.RunAsync(tradeEvent, histories, cancellationToken);
        EventScores result = scorer.Score(tradeEvent, neighbours, histories);
        int written = await scores.SaveAsync(result.Scores, result.Paths, cancellationToken);
        if (result.OpenUntil != tradeEvent.OpenUntil || result.OverlapKey != tradeEvent.OverlapKey)
        {
            await events.TrySetScoredAsync(tradeEvent, result.OpenUntil, result.OverlapKey, cancellationToken);
        }

        // An earlier report may have re-keyed the event while it was being scored; in that case the scores just written are deleted.
        bool cameWithBars = message.BarsThrough is not null;
        if (!await overlaps.RunAfterScoringAsync(tradeEvent, result.OverlapKey, histories, alsoOthers: !cameWithBars, cancellationToken))
        {
            await RemoveAsync(tradeEvent, step, cancellationToken);
            return;
        }

        await before.Forecasts.SettleAsync(tradeEvent, result.Scores, cancellationToken);
        await alerts.ForScoresAsync(tradeEvent, result.Scores, cancellationToken);
        Report(result, written, took.Elapsed);
    }

    private async Task RemoveAsync(TradeEvent superseded, Activity? step, CancellationToken cancellationToken)
    {
        await scores.DeleteEventAsync(superseded.EventId, cancellationToken);
        await overlaps.RunAfterSupersedingAsync(superseded, cancellationToken);
        MarketPulseTelemetry.ScoringSuperseded(step, superseded);
    }

    private async Task<IReadOnlyList<TradeEvent>> ReadNeighboursAsync(TradeEvent tradeEvent, CancellationToken cancellationToken) =>
        await events.ReadAsync(
                tradeEvent.EventTimeUtc - EventScorer.Reach,
                tradeEvent.EventTimeUtc + EventScorer.Reach,
                includeSuperseded: false,
                cancellationToken)
            .Where(other => other.EventId != tradeEvent.EventId)
            .ToListAsync(cancellationToken);

    private static void Report(EventScores result, int written, TimeSpan took)
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
            MarketPulseTelemetry.WindowLag(lastBar, result.Scores[0].ModifiedUtc);
        }
    }
}
