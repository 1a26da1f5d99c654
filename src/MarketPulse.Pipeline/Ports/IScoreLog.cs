using MarketPulse.Core.Impact;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Every score as it was when it was first written: append only, one row for each change.</summary>
public interface IScoreLog
{
    /// <summary>The score rows of one event as they stood at a moment, by key; their time of writing is the moment from which they were known.</summary>
    IAsyncEnumerable<ImpactScore> ReadAsOfAsync(string eventId, DateTimeOffset asOf, CancellationToken cancellationToken);
}
