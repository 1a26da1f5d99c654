using System.Diagnostics;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Finds the past events most similar to a new one, and the market reactions to them, before the market has reacted to the new event.
/// </summary>
/// <param name="events">Store of the events.</param>
/// <param name="scores">Store of the events' scores.</param>
/// <param name="store">Stores the analogues of new events.</param>
/// <param name="clock">Current time, which decides whether an event is new.</param>
public sealed class FindAnalogues(IEventStore events, IScoreStore scores, IAnalogueStore store, TimeProvider clock)
{
    /// <summary>
    /// Greatest age of an event whose analogues are stored. The analogues of older events, such as those of a backfill, are found on
    /// request.
    /// </summary>
    public static TimeSpan New { get; } = TimeSpan.FromDays(3);

    /// <summary>Finds and stores the analogues of a new event, unless those of its current revision are already stored.</summary>
    public async Task RunAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        if (clock.GetUtcNow() - tradeEvent.EventTimeUtc > New)
        {
            return;
        }

        using Activity? step = MarketPulseTelemetry.StartStep("find_analogues");
        Analogue? stored = await store.ReadAsync(tradeEvent.EventId, cancellationToken).FirstOrDefaultAsync(cancellationToken);
        if (stored is null || stored.Revision < tradeEvent.Revision)
        {
            await store.SaveAsync(tradeEvent.EventId, await NearestAsync(tradeEvent, cancellationToken), cancellationToken);
        }
    }

    /// <summary>
    /// Returns the analogues of an event, whether stored or not, and the market reactions to them. Only data from before the event is used.
    /// </summary>
    /// <param name="tradeEvent">The event; it need not be stored.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task<AnalogueAnswer> AnswerAsync(TradeEvent tradeEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        List<Analogue> stored = await store.ReadAsync(tradeEvent.EventId, cancellationToken).ToListAsync(cancellationToken);
        IReadOnlyList<Analogue> analogues = stored.Count > 0 ? stored : await NearestAsync(tradeEvent, cancellationToken);
        List<ImpactScore>[] followed = await Concurrently.ReadAsync(
            analogues, (analogue, token) => scores.ReadEventAsync(analogue.AnalogueId, token).ToListAsync(token), cancellationToken);
        return new AnalogueAnswer(
            analogues,
            followed.Count(ofEvent => ofEvent.Any(score => score.Status == ScoreStatus.Final)),
            AnalogueOutcome.Summarize(followed.SelectMany(ofEvent => ofEvent)));
    }

    private async Task<IReadOnlyList<Analogue>> NearestAsync(TradeEvent tradeEvent, CancellationToken cancellationToken) =>
        NearestEvents.Find(tradeEvent, await events.ReadSettledBeforeAsync(tradeEvent, cancellationToken));
}

/// <summary>The analogues of an event and the market reactions to them.</summary>
/// <param name="Analogues">The analogues, nearest first.</param>
/// <param name="Usable">
/// Number of analogues with a final score; below <see cref="AnalogueOutcome.Fewest"/> there is no distribution.
/// </param>
/// <param name="Outcomes">Distributions of the reactions, by instrument and window.</param>
public sealed record AnalogueAnswer(IReadOnlyList<Analogue> Analogues, int Usable, IReadOnlyList<AnalogueOutcome> Outcomes);
