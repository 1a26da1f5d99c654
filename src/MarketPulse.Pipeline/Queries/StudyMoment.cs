using MarketPulse.Core.Events;

namespace MarketPulse.Pipeline.Queries;

/// <summary>A moment to study.</summary>
/// <param name="Id">The moment as it was given; it takes the place of the event id in the rows.</param>
/// <param name="Time">The moment, or 00:00 UTC of the date.</param>
/// <param name="IsDate">Whether only the date is known, so that day 0 is one of two sessions and [0,0] is not scored.</param>
public sealed record StudyMoment(string Id, DateTimeOffset Time, bool IsDate)
{
    /// <summary>The event without facts that is scored in its place.</summary>
    internal TradeEvent AsEvent() => new()
    {
        EventId = Id,
        EventTimeUtc = Time,
        TimeResolution = IsDate ? TimeResolution.Day : TimeResolution.Exact,
        Stance = Stance.Neutral,
    };
}
