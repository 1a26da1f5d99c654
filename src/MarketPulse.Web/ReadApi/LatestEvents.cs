using System.Runtime.CompilerServices;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.ReadApi;

/// <summary>
/// Reads events latest first. Tables can only be read forwards, so periods are read backwards, each as long as the events of the one before
/// suggest: a reader that stops early has read little more than it used.
/// </summary>
internal static class LatestEvents
{
    private const int Few = 100, Many = 1000, Factor = 4;

    private static readonly TimeSpan FirstPeriod = TimeSpan.FromDays(32);

    /// <summary>The live events with a time in [from, to), latest first.</summary>
    /// <param name="events">The store.</param>
    /// <param name="from">Start of the times.</param>
    /// <param name="to">End of the times.</param>
    /// <param name="now">The current time: events after it are rare, so they are read with the first period before it.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public static async IAsyncEnumerable<TradeEvent> ReadAsync(
        IEventStore events, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan period = FirstPeriod;
        DateTimeOffset end = to, anchor = to < now ? to : now;
        while (end > from)
        {
            DateTimeOffset start = anchor - from > period ? anchor - period : from;
            List<TradeEvent> found = await events.ReadAsync(start, end, includeSuperseded: false, cancellationToken)
                .ToListAsync(cancellationToken);
            for (int i = found.Count - 1; i >= 0; i--)
            {
                yield return found[i];
            }

            end = anchor = start;
            period = found.Count < Few ? period * Factor : found.Count > Many ? period / Factor : period;
        }
    }
}
