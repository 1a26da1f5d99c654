using MarketPulse.Core.Events;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Impact;

/// <summary>Finds day 0 of an event for an instrument: the first session that closes after the event became known.</summary>
public static class DayZeroResolver
{
    /// <summary>Day 0 of an event.</summary>
    /// <param name="time">Time of the event; 00:00:00Z of its date when only the date is known.</param>
    /// <param name="resolution">Whether <paramref name="time"/> is a moment or a date.</param>
    /// <param name="sessions">The sessions of the venue whose closing times apply: <see cref="VenueCatalog.For"/>.</param>
    public static DayZero Resolve(DateTimeOffset time, TimeResolution resolution, SessionCalendar sessions) =>
        resolution == TimeResolution.Day
            ? OfDate(DateOnly.FromDateTime(time.UtcDateTime), sessions) with { Certainty = DayZeroCertainty.DateOnly }
            : OfMoment(time, sessions);

    /// <summary>Day 0 given as a date: the date itself if it is a session, otherwise the next session.</summary>
    public static DayZero OfDate(DateOnly date, SessionCalendar sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        DateOnly session = sessions.OnOrAfter(date);
        DayZeroReason reason = session == date ? DayZeroReason.Regular : ReasonWithoutSession(sessions.Venue, date);
        return new DayZero(session, reason, DayZeroCertainty.Exact);
    }

    /// <summary>Day 0 of a moment: before or during a session, that session; at its close or later, the next one.</summary>
    public static DayZero OfMoment(DateTimeOffset time, SessionCalendar sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        Venue venue = sessions.Venue;
        DateOnly today = venue.LocalDate(time);
        bool isSession = sessions.IsSession(today);
        DateOnly session = sessions.OnOrAfter(today);
        if (venue.Close(session) <= time)
        {
            session = sessions.OnOrAfter(session.AddDays(1));
        }

        DayZeroReason reason = time >= venue.Open(session) ? DayZeroReason.Regular
            : session == today ? DayZeroReason.Pre
            : isSession ? DayZeroReason.Post
            : ReasonWithoutSession(venue, today);
        return new DayZero(session, reason, DayZeroCertainty.Exact);
    }

    private static DayZeroReason ReasonWithoutSession(Venue venue, DateOnly date) =>
        venue.IsClosedForWeekend(date) ? DayZeroReason.Weekend : DayZeroReason.Holiday;
}
