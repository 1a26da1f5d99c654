using System.Diagnostics;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>An answer before the market moves: the past events most like a new one, and what followed them.</summary>
/// <param name="events">The events.</param>
/// <param name="scores">What followed them.</param>
/// <param name="store">Keeps what was found for new events.</param>
/// <param name="clock">Tells which events are new.</param>
public sealed class FindAnalogues(IEventStore events, IScoreStore scores, IAnalogueStore store, TimeProvider clock)
{
    /// <summary>How old an event may be for its analogues to be stored. Those of older ones are looked for when somebody asks: a backfill has no moment before the market moved.</summary>
    public static TimeSpan New { get; } = TimeSpan.FromDays(3);

    /// <summary>Stores the analogues of a new event, unless those of this revision are stored.</summary>
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

    /// <summary>The analogues of an event, stored or not, and what followed them. Nothing later than the event is used.</summary>
    /// <param name="tradeEvent">The event; need not be stored.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
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

    private async Task<IReadOnlyList<Analogue>> NearestAsync(TradeEvent tradeEvent, CancellationToken cancellationToken) => NearestEvents.Find(
        tradeEvent,
        await events.ReadAsync(DateTimeOffset.MinValue, tradeEvent.EventTimeUtc - NearestEvents.Settled + TimeSpan.FromTicks(1), includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken));
}

/// <summary>The analogues of an event and what followed them.</summary>
/// <param name="Analogues">Nearest first.</param>
/// <param name="Usable">How many of them have a final score; below <see cref="AnalogueOutcome.Fewest"/> there is no distribution.</param>
/// <param name="Outcomes">By instrument and window.</param>
public sealed record AnalogueAnswer(IReadOnlyList<Analogue> Analogues, int Usable, IReadOnlyList<AnalogueOutcome> Outcomes);
