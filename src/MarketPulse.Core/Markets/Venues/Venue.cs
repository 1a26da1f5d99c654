using System.Collections.Concurrent;
using NodaTime;

namespace MarketPulse.Core.Markets.Venues;

/// <summary>
/// The place, or the clock, by which prices are made: time zone, session times, holidays and early closes. The calendar is for sessions
/// that have no bars yet; where bars exist, they determine the sessions (<see cref="SessionCalendar"/>). Thread-safe.
/// </summary>
public sealed class Venue
{
    private readonly ConcurrentDictionary<int, VenueYear> _years = new();
    private readonly Func<int, VenueYear> _calendar;
    private readonly IReadOnlyList<VenueHours> _hours;
    private readonly bool _everyDay;

    internal Venue(
        string code, string name, string zone, IReadOnlyList<VenueHours> hours, Func<int, VenueYear> calendar, bool everyDay = false)
    {
        Code = code;
        Name = name;
        Zone = DateTimeZoneProviders.Tzdb[zone];
        _hours = hours;
        _calendar = calendar;
        _everyDay = everyDay;
    }

    /// <summary>Code, e.g. <c>XNYS</c>: the ISO 10383 market identifier code where there is one.</summary>
    public string Code { get; }

    /// <summary>Readable name.</summary>
    public string Name { get; }

    /// <summary>Time zone of session dates and times.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>Whether the calendar has a session on the date.</summary>
    public bool IsSession(DateOnly date) =>
        _everyDay || (!HolidayMath.IsWeekend(date) && !Year(date).Holidays.Contains(date));

    /// <summary>Whether the date falls on a weekend on which the venue is closed.</summary>
    internal bool IsClosedForWeekend(DateOnly date) => !_everyDay && HolidayMath.IsWeekend(date);

    /// <summary>When the session of the date opens, UTC; for markets that trade around the clock, on the evening before.</summary>
    public DateTimeOffset Open(DateOnly date)
    {
        VenueHours hours = Hours(date);
        return ToUtc(hours.OpensDayBefore ? date.AddDays(-1) : date, hours.Open);
    }

    /// <summary>
    /// When the session of the date closes, UTC, taking early closes into account; the regular time for a date without a session.
    /// </summary>
    public DateTimeOffset Close(DateOnly date) =>
        Year(date).EarlyCloses.TryGetValue(date, out TimeOnly early) ? ToUtc(date, early) : RegularClose(date);

    /// <summary>When a regular session on the date would close, UTC.</summary>
    public DateTimeOffset RegularClose(DateOnly date)
    {
        VenueHours hours = Hours(date);
        return ToUtc(hours.ClosesDayAfter ? date.AddDays(1) : date, hours.Close);
    }

    /// <summary>The date in the venue's zone at a moment.</summary>
    public DateOnly LocalDate(DateTimeOffset time) => Instant.FromDateTimeOffset(time).InZone(Zone).Date.ToDateOnly();

    /// <summary>The calendar's sessions after the date; the sequence does not end.</summary>
    public IEnumerable<DateOnly> SessionsAfter(DateOnly date)
    {
        for (DateOnly next = date.AddDays(1); ; next = next.AddDays(1))
        {
            if (IsSession(next))
            {
                yield return next;
            }
        }
    }

    /// <summary>The calendar's first session on or after the date.</summary>
    public DateOnly SessionOnOrAfter(DateOnly date) => SessionsAfter(date.AddDays(-1)).First();

    /// <inheritdoc/>
    public override string ToString() => Code;

    private VenueYear Year(DateOnly date) => _years.GetOrAdd(date.Year, _calendar);

    private VenueHours Hours(DateOnly date)
    {
        int last = _hours.Count - 1;
        while (last > 0 && date < _hours[last].From)
        {
            last--;
        }

        return _hours[last];
    }

    private DateTimeOffset ToUtc(DateOnly date, TimeOnly time) =>
        NodaTime.LocalDate.FromDateOnly(date).At(LocalTime.FromTimeOnly(time)).InZoneLeniently(Zone).ToInstant().ToDateTimeOffset();
}

/// <summary>Regular hours of a venue from a date on, in local time.</summary>
/// <param name="From">First date on which they apply.</param>
/// <param name="Open">Opening time.</param>
/// <param name="Close">Closing time; midnight means the end of the date.</param>
/// <param name="OpensDayBefore">Whether the session opens on the evening before its date.</param>
internal readonly record struct VenueHours(DateOnly From, TimeOnly Open, TimeOnly Close, bool OpensDayBefore)
{
    /// <summary>Hours that have always applied.</summary>
    public VenueHours(TimeOnly open, TimeOnly close, bool opensDayBefore = false)
        : this(DateOnly.MinValue, open, close, opensDayBefore)
    {
    }

    /// <summary>Hours of sessions that open and close on their date.</summary>
    public VenueHours(DateOnly from, TimeOnly open, TimeOnly close)
        : this(from, open, close, OpensDayBefore: false)
    {
    }

    /// <summary>Whether the session ends with the date itself.</summary>
    public bool ClosesDayAfter => Close == TimeOnly.MinValue;
}
