using MarketPulse.Core.Events.Upcoming;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores the dates that events announce.</summary>
public interface IUpcomingStore
{
    /// <summary>Reads the rows with a date in [first, last], by date and event id.</summary>
    IAsyncEnumerable<UpcomingDate> ReadAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken);

    /// <summary>Adds, replaces and removes rows. Repeating the call completes a call that was interrupted.</summary>
    Task UpdateAsync(UpcomingChange change, CancellationToken cancellationToken);
}
