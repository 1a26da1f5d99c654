using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.ReadApi;

/// <summary>
/// Reads the latest events. Tables can only be read forwards, so increasing periods before now are read until enough events are found.
/// </summary>
internal static class LatestEvents
{
    private static readonly int[] Days = [32, 128, 512, 2048];

    /// <summary>The latest <paramref name="count"/> live events, latest first.</summary>
    public static async Task<IReadOnlyList<TradeEvent>> ReadAsync(
        IEventStore events, int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (DateTimeOffset from in Days.Select(days => now.AddDays(-days)).Append(DateTimeOffset.MinValue))
        {
            var found = new Queue<TradeEvent>();
            await foreach (TradeEvent live in events.ReadAsync(from, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken))
            {
                found.Enqueue(live);
                if (found.Count > count)
                {
                    found.Dequeue();
                }
            }

            if (found.Count == count || from == DateTimeOffset.MinValue)
            {
                return [.. found.Reverse()];
            }
        }

        return [];
    }
}
