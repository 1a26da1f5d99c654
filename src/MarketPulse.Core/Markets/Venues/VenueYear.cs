namespace MarketPulse.Core.Markets.Venues;

/// <summary>The days of one year on which a venue is closed or closes early.</summary>
/// <param name="Holidays">Weekdays without a session.</param>
/// <param name="EarlyCloses">Local closing times of short sessions.</param>
internal sealed record VenueYear(IReadOnlySet<DateOnly> Holidays, IReadOnlyDictionary<DateOnly, TimeOnly> EarlyCloses)
{
    /// <summary>A year without short sessions.</summary>
    public VenueYear(IReadOnlySet<DateOnly> holidays)
        : this(holidays, new Dictionary<DateOnly, TimeOnly>())
    {
    }
}
