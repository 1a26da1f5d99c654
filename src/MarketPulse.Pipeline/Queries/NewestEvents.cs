using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Reads the newest live events before a moment, at a cost that does not grow with the number of older ones.</summary>
internal static class NewestEvents
{
    /// <summary>Length of the first period that is read.</summary>
    private static readonly TimeSpan First = TimeSpan.FromDays(366);

    /// <summary>How many times as long as all read so far the next period is at most, which keeps the number of requests small.</summary>
    private const int Growth = 4;

    /// <summary>Part of the events still missing by which a period is longer than their rate so far requires.</summary>
    private const double Margin = 0.25;

    /// <summary>Reads the newest events that had settled when an event began, as many as are searched for its like.</summary>
    public static Task<IReadOnlyList<TradeEvent>> ReadSettledBeforeAsync(
        this IEventStore events, TradeEvent tradeEvent, CancellationToken cancellationToken) =>
        events.ReadNewestAsync(
            tradeEvent.EventTimeUtc - NearestEvents.Settled + TimeSpan.FromTicks(1), AnalogueKernel.MostEvents, cancellationToken);

    /// <summary>
    /// Reads the newest <paramref name="count"/> live events before <paramref name="end"/>, or all if there are fewer; ascending by id.
    /// Stores read in ascending order only, so the events are read in periods, back in time: each as long as the rate of events so far
    /// requires, if that is known.
    /// </summary>
    public static async Task<IReadOnlyList<TradeEvent>> ReadNewestAsync(
        this IEventStore events, DateTimeOffset end, int count, CancellationToken cancellationToken)
    {
        var found = new List<TradeEvent>();
        DateTimeOffset start = end;
        TimeSpan length = First;
        while (found.Count < count && start > DateTimeOffset.MinValue)
        {
            DateTimeOffset from = start - DateTimeOffset.MinValue > length ? start - length : DateTimeOffset.MinValue;
            found.InsertRange(
                0, await events.ReadAsync(from, start, includeSuperseded: false, cancellationToken).ToListAsync(cancellationToken));
            start = from;
            length = Next(end - start, found.Count, count);
        }

        return found.Count > count ? found[^count..] : found;
    }

    private static TimeSpan Next(TimeSpan read, int found, int count)
    {
        double times = found == 0 ? Growth : Math.Min(Growth, (1 + Margin) * (count - found) / found);
        return read * Math.Max(times, Margin);
    }
}
