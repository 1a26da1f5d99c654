using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Makes the rows of dates ahead those of events that have changed: replaces the rows of each event, and notes which rows a later event has
/// overtaken. Reads only dates from the events on, whatever else is stored.
/// </summary>
/// <param name="upcoming">Store of the rows.</param>
public sealed class UpdateUpcoming(IUpcomingStore upcoming)
{
    /// <summary>Updates the rows of events. The caller must hold the clustering lease.</summary>
    /// <param name="changed">The events, as they are stored now.</param>
    /// <param name="cancellationToken">Stops between requests; a repetition completes the work.</param>
    public async Task RunAsync(IReadOnlyCollection<TradeEvent> changed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changed);
        if (changed.Count == 0)
        {
            return;
        }

        (DateOnly first, DateOnly last) = UpcomingCalendar.Range(changed);
        List<UpcomingDate> stored = await upcoming.ReadAsync(first, last, cancellationToken).ToListAsync(cancellationToken);
        UpcomingChange change = UpcomingCalendar.Update(stored, changed);
        if (change.Put.Count + change.Removed.Count > 0)
        {
            await upcoming.UpdateAsync(change, cancellationToken);
        }
    }
}
