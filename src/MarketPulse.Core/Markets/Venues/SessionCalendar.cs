namespace MarketPulse.Core.Markets.Venues;

/// <summary>An instrument's sessions: its bars where they exist, the venue's calendar before and after them.</summary>
public sealed class SessionCalendar
{
    private readonly IReadOnlyList<DateOnly> _bars;

    /// <summary>Creates a calendar.</summary>
    /// <param name="venue">The venue whose closing times apply.</param>
    /// <param name="barDates">Dates of the bars, ascending and without duplicates; may be empty.</param>
    public SessionCalendar(Venue venue, IReadOnlyList<DateOnly> barDates)
    {
        Venue = venue ?? throw new ArgumentNullException(nameof(venue));
        _bars = barDates ?? throw new ArgumentNullException(nameof(barDates));
    }

    /// <summary>The venue whose closing times apply.</summary>
    public Venue Venue { get; }

    /// <summary>Whether the date is a session.</summary>
    public bool IsSession(DateOnly date) => Covers(date) ? _bars[IndexFrom(date)] == date : Venue.IsSession(date);

    /// <summary>The first session on or after the date.</summary>
    public DateOnly OnOrAfter(DateOnly date)
    {
        while (true)
        {
            if (Covers(date))
            {
                return _bars[IndexFrom(date)];
            }

            if (Venue.IsSession(date))
            {
                return date;
            }

            date = date.AddDays(1);
        }
    }

    /// <summary>The session that lies <paramref name="sessions"/> sessions after another, or before it when negative.</summary>
    public DateOnly Offset(DateOnly session, int sessions)
    {
        int step = Math.Sign(sessions);
        DateOnly date = session;
        for (int left = Math.Abs(sessions); left > 0; left--)
        {
            do
            {
                date = date.AddDays(step);
            }
            while (!IsSession(date));
        }

        return date;
    }

    /// <summary>Whether the session's bar is complete; nothing is scored before the bar of day 0 is.</summary>
    public bool IsClosed(DateOnly session, DateTimeOffset now) => Venue.Close(session) <= now;

    private bool Covers(DateOnly date) => _bars.Count > 0 && date >= _bars[0] && date <= _bars[^1];

    /// <summary>Index of the first bar on or after a covered date.</summary>
    private int IndexFrom(DateOnly date)
    {
        int low = 0;
        int high = _bars.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_bars[middle] < date)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
