using MarketPulse.Core.Events;

namespace MarketPulse.Feeds.Times;

/// <summary>A time of publication as far as its text tells it.</summary>
/// <param name="Utc">The moment, or 00:00:00Z of the date when only that is known.</param>
/// <param name="Resolution">Whether the moment is known.</param>
/// <param name="ZoneMissing">Whether there was a time of day whose zone nothing tells: it is not trusted, the date is.</param>
public readonly record struct PublishedTime(DateTimeOffset Utc, TimeResolution Resolution, bool ZoneMissing = false)
{
    /// <summary>Furthest that a time may lie ahead of first sight and still be believed.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    /// <summary>The date as stated, in the publisher's zone where only a date was, else in UTC.</summary>
    public DateOnly Date => DateOnly.FromDateTime(Utc.UtcDateTime);

    /// <summary>Only a date.</summary>
    public static PublishedTime OfDate(DateOnly date) =>
        new(new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero), TimeResolution.Day);

    /// <summary>A moment.</summary>
    public static PublishedTime OfMoment(DateTimeOffset time) => new(time.ToUniversalTime(), TimeResolution.Exact);

    /// <summary>The earliest trustworthy time: this, unless it lies ahead of first sight; then first sight.</summary>
    public PublishedTime NotAfter(DateTimeOffset firstSeen)
    {
        // A date is ahead only when no place on earth has reached it yet.
        TimeSpan tolerance = Resolution == TimeResolution.Day ? TimeSpan.FromHours(14) : Tolerance;
        return Utc > firstSeen + tolerance ? OfMoment(firstSeen) : this;
    }
}
