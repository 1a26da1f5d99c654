using MarketPulse.Core.Events;

namespace MarketPulse.Core.Analogues;

/// <summary>Finds the past events that are most similar to an event.</summary>
public static class NearestEvents
{
    /// <summary>Maximum number of analogues of an event.</summary>
    public const int Most = 10;

    /// <summary>
    /// How much older than the event an analogue must be. By then its windows have closed on every calendar, so what followed it was known,
    /// and it is not an earlier development of the same week.
    /// </summary>
    public static TimeSpan Settled { get; } = TimeSpan.FromDays(21);

    /// <summary>
    /// The nearest of the live events that had settled by the event's time, nearest first; ties go to the latest. Only the newest
    /// <see cref="AnalogueKernel.MostEvents"/> are searched.
    /// </summary>
    /// <param name="tradeEvent">The event, which is never its own analogue.</param>
    /// <param name="past">The events to search, of any time.</param>
    public static IReadOnlyList<Analogue> Find(TradeEvent tradeEvent, IEnumerable<TradeEvent> past)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        ArgumentNullException.ThrowIfNull(past);
        DateTimeOffset until = tradeEvent.EventTimeUtc - Settled;
        return
        [
            .. past.Where(other => other.Status == EventStatus.Live && other.EventTimeUtc <= until && other.EventId != tradeEvent.EventId)
                .OrderByDescending(other => other.EventTimeUtc)
                .ThenByDescending(other => other.EventId, StringComparer.Ordinal)
                .Take(AnalogueKernel.MostEvents)
                .Select(other => (Event: other, Distance: EventDistance.Between(tradeEvent, other)))
                .OrderBy(pair => pair.Distance.Total)
                .ThenByDescending(pair => pair.Event.EventId, StringComparer.Ordinal)
                .Take(Most)
                .Select((pair, index) => Row(tradeEvent, pair.Event, pair.Distance, index + 1)),
        ];
    }

    private static Analogue Row(TradeEvent tradeEvent, TradeEvent other, EventDistance distance, int rank) => new()
    {
        EventId = tradeEvent.EventId,
        Rank = rank,
        AnalogueId = other.EventId,
        AnalogueTimeUtc = other.EventTimeUtc,
        Headline = other.Headline,
        Stance = other.Stance,
        Distance = distance.Total,
        DistanceMeasures = distance.Measures,
        DistanceActors = distance.Actors,
        DistanceStance = distance.Stance,
        DistanceTopics = distance.Topics,
        DistanceCertainty = distance.Certainty,
        DistanceIntensity = distance.Intensity,
        Revision = tradeEvent.Revision,
    };
}
