using System.Diagnostics;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Locks the forecast for a new event in the ledger before day 0 closes, and adds the outcome when the event is scored
/// (docs/track-record.md).
/// </summary>
/// <param name="compose">Composes the forecast.</param>
/// <param name="store">Stores the ledger.</param>
/// <param name="events">Store of the events, for those that another has superseded.</param>
/// <param name="lease">Lets one worker at a time add to the ledger.</param>
/// <param name="clock">Current time, which must be before the close of day 0.</param>
public sealed class LockForecast(
    ComposeForecast compose, IForecastStore store, IEventStore events, IClusterLease lease, TimeProvider clock)
{
    /// <summary>Greatest age of an event that gets a forecast: day 0 is at most a long weekend later.</summary>
    private static readonly TimeSpan Newest = TimeSpan.FromDays(7);

    private const int MostSuccessors = 10;

    /// <summary>How far apart in time an event and one that it has superseded can be, two days.</summary>
    public static TimeSpan Lineage { get; } = TimeSpan.FromDays(2);

    /// <summary>
    /// Locks the forecast for the current revision of an event, unless it is locked, the event has no direction, or day 0 has closed on
    /// every calendar.
    /// </summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="histories">Bars by symbol, which tell the calendar of each instrument.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task RunAsync(
        TradeEvent tradeEvent, IReadOnlyDictionary<string, PriceHistory> histories, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        DateTimeOffset now = clock.GetUtcNow();
        if (now - tradeEvent.EventTimeUtc > Newest || EventIndex.SignedIntensity(tradeEvent) == 0
            || await store.IsLockedAsync(tradeEvent.EventId, tradeEvent.Revision, cancellationToken))
        {
            return;
        }

        using Activity? step = MarketPulseTelemetry.StartStep("lock_forecast");
        IReadOnlyList<ForecastSeries> series = await compose.RunAsync(tradeEvent, histories, now, cancellationToken);
        if (series.Count == 0)
        {
            return;
        }

        await using IHeldLease held = await lease.AcquireAsync(cancellationToken);

        // Composing and waiting take time, in which a day 0 may have closed.
        DateTimeOffset locked = clock.GetUtcNow();
        ForecastSeries[] open = [.. series.Where(one => locked < one.CloseUtc)];
        held.ThrowIfLost();
        if (open.Length > 0 && await store.TryAppendAsync(Forecast.Of(tradeEvent, locked, open), cancellationToken) is { } head)
        {
            MarketPulseTelemetry.ForecastLocked(step, head.Hash);
        }
    }

    /// <summary>
    /// Adds the outcomes of the forecast that counts: the last one locked for the event or for one that it has superseded. Scores that are
    /// not final, and those of another day 0 than was forecast, add nothing; an outcome that is known is never replaced.
    /// </summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="scores">Its scores.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task SettleAsync(TradeEvent tradeEvent, IReadOnlyList<ImpactScore> scores, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        ImpactScore[] final = [.. scores.Where(score => score is { Status: ScoreStatus.Final, CarPct: not null, Day0: not null })];
        if (final.Length == 0 || await store.FindHeadAsync(cancellationToken) is not { } head
            || tradeEvent.EventTimeUtc < head.StartedUtc - Newest)
        {
            return;
        }

        List<Forecast> forecasts = await ReadLineageAsync(tradeEvent, cancellationToken);
        Dictionary<(string, string, DateOnly), (Forecast Forecast, ForecastSeries Series)> last = [];
        foreach (Forecast forecast in forecasts.OrderBy(forecast => forecast.Sequence))
        {
            foreach (ForecastSeries one in forecast.Read())
            {
                last[(one.Symbol, one.WindowKey, one.Day0)] = (forecast, one);
            }
        }

        ForecastOutcome[] outcomes =
        [
            .. final.Where(score => last.ContainsKey((score.Symbol, score.WindowKey, score.Day0!.Value)))
                .Select(score => (Score: score, Last: last[(score.Symbol, score.WindowKey, score.Day0!.Value)]))
                .Select(pair => ForecastOutcome.Of(pair.Last.Forecast, pair.Last.Series, pair.Score)),
        ];
        if (outcomes.Length > 0)
        {
            await store.AddOutcomesAsync(outcomes, cancellationToken);
        }
    }

    private async Task<List<Forecast>> ReadLineageAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        var lineage = new List<string> { tradeEvent.EventId };
        List<TradeEvent> superseded = await events
            .ReadAsync(
                tradeEvent.EventTimeUtc - Lineage, tradeEvent.EventTimeUtc + Lineage, includeSuperseded: true, cancellationToken)
            .Where(other => other.Status == EventStatus.Superseded)
            .ToListAsync(cancellationToken);
        for (int steps = 0; steps < MostSuccessors; steps++)
        {
            string[] next =
            [
                .. superseded.Where(other => other.SupersededBy is { } by && lineage.Contains(by) && !lineage.Contains(other.EventId))
                    .Select(other => other.EventId),
            ];
            lineage.AddRange(next);
            if (next.Length == 0)
            {
                break;
            }
        }

        var forecasts = new List<Forecast>();
        foreach (string eventId in lineage)
        {
            forecasts.AddRange(await store.ReadEventAsync(eventId, cancellationToken).ToListAsync(cancellationToken));
        }

        return forecasts;
    }
}
