using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Ports;

/// <summary>The history of all events: append-only, with one row for each change of an event's facts or status.</summary>
public interface IEventLog
{
    /// <summary>
    /// Starts the log if it has not started: writes a row for each live event of a store that was filled before there was a log. It can be
    /// called at any time and by several processes at once, and completes what an earlier call left.
    /// </summary>
    /// <returns>The moment from which the log is complete.</returns>
    Task<DateTimeOffset> StartAsync(CancellationToken cancellationToken);

    /// <summary>The moment from which the log is complete; null when it has not started.</summary>
    Task<DateTimeOffset?> FindStartAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads the events that were live at a given moment, ascending by id. Their time of writing is the moment from which they were known;
    /// what scoring sets on them is not part of the log.
    /// </summary>
    /// <param name="asOf">The moment.</param>
    /// <param name="from">Start of the period of event times, inclusive.</param>
    /// <param name="to">End of the period of event times, exclusive.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    IAsyncEnumerable<TradeEvent> ReadAsOfAsync(
        DateTimeOffset asOf, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
