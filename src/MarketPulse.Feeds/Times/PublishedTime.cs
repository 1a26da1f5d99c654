using MarketPulse.Core.Events;

namespace MarketPulse.Feeds.Times;

/// <summary>A time of publication, as precisely as its text states it.</summary>
/// <param name="Utc">The time, or 00:00:00Z of the date when only the date is known.</param>
/// <param name="Resolution">Whether the time or only the date is known.</param>
/// <param name="ZoneMissing">Whether a time of day was stated without a known time zone, so that only the date is used.</param>
public readonly record struct PublishedTime(DateTimeOffset Utc, TimeResolution Resolution, bool ZoneMissing = false)
{
    /// <summary>How far a time may be ahead of first sight and still be accepted.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    /// <summary>The date: as stated if only a date is known, otherwise in UTC.</summary>
    public DateOnly Date => DateOnly.FromDateTime(Utc.UtcDateTime);

    /// <summary>A time of which only the date is known.</summary>
    public static PublishedTime OfDate(DateOnly date) =>
        new(new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero), TimeResolution.Day);

    /// <summary>An exact time.</summary>
    public static PublishedTime OfMoment(DateTimeOffset time) => new(time.ToUniversalTime(), TimeResolution.Exact);

    /// <summary>This time, or that of first sight if this is later than it by more than the tolerance.</summary>
    public PublishedTime NotAfter(DateTimeOffset firstSeen)
    {
        // A date is in the future only if it has not begun anywhere on earth.
        TimeSpan tolerance = Resolution == TimeResolution.Day ? TimeSpan.FromHours(14) : Tolerance;
        return Utc > firstSeen + tolerance ? OfMoment(firstSeen) : this;
    }
}
