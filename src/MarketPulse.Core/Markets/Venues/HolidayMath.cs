using System.Globalization;

namespace MarketPulse.Core.Markets.Venues;

/// <summary>The date calculations that holiday rules are built from.</summary>
internal static class HolidayMath
{
    private static readonly ChineseLunisolarCalendar Lunisolar = new();

    /// <summary>Easter Sunday (anonymous Gregorian algorithm; Meeus, Astronomical Algorithms, 1991, ch. 8).</summary>
    public static DateOnly Easter(int year)
    {
        int a = year % 19;
        int b = year / 100;
        int c = year % 100;
        int d = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        int e = (32 + (2 * (b % 4)) + (2 * (c / 4)) - d - (c % 4)) % 7;
        int f = d + e - (7 * ((a + (11 * d) + (22 * e)) / 451)) + 114;
        return new DateOnly(year, f / 31, (f % 31) + 1);
    }

    /// <summary>The <paramref name="n"/>-th weekday of a month, counted from 1.</summary>
    public static DateOnly Nth(int n, DayOfWeek weekday, int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        return first.AddDays((((int)weekday - (int)first.DayOfWeek + 7) % 7) + (7 * (n - 1)));
    }

    /// <summary>The last weekday of a month.</summary>
    public static DateOnly Last(DayOfWeek weekday, int year, int month)
    {
        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-(((int)last.DayOfWeek - (int)weekday + 7) % 7));
    }

    /// <summary>Whether the date is a Saturday or a Sunday.</summary>
    public static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    /// <summary>The date itself on a weekday; Saturday moves to Friday, Sunday to Monday.</summary>
    public static DateOnly NearestWeekday(DateOnly date) => date.DayOfWeek switch
    {
        DayOfWeek.Saturday => date.AddDays(-1),
        DayOfWeek.Sunday => date.AddDays(1),
        _ => date,
    };

    /// <summary>The date itself on a weekday, otherwise the Friday before.</summary>
    public static DateOnly WeekdayOnOrBefore(DateOnly date) => date.DayOfWeek switch
    {
        DayOfWeek.Saturday => date.AddDays(-1),
        DayOfWeek.Sunday => date.AddDays(-2),
        _ => date,
    };

    /// <summary>A day of the Chinese lunisolar year that begins in <paramref name="year"/>; leap months are not counted.</summary>
    public static DateOnly Lunar(int year, int month, int day)
    {
        int leap = Lunisolar.GetLeapMonth(year);
        int position = leap > 0 && month >= leap ? month + 1 : month;
        return DateOnly.FromDateTime(Lunisolar.ToDateTime(year, position, day, 0, 0, 0, 0));
    }

    /// <summary>Qingming, when the sun's ecliptic longitude is 15 degrees: 4 or 5 April in 2000-2099.</summary>
    public static DateOnly Qingming(int year)
    {
        int y = year % 100;
        return new DateOnly(year, 4, (int)((y * 0.2422) + 4.81) - (y / 4));
    }

    /// <summary>The vernal equinox in Japan, 1980-2099.</summary>
    public static DateOnly VernalEquinox(int year) =>
        new(year, 3, (int)(20.8431 + (0.242194 * (year - 1980))) - ((year - 1980) / 4));

    /// <summary>The autumnal equinox in Japan, 1980-2099.</summary>
    public static DateOnly AutumnalEquinox(int year) =>
        new(year, 9, (int)(23.2488 + (0.242194 * (year - 1980))) - ((year - 1980) / 4));

    /// <summary>Adds each date; one that falls on a Sunday or on another holiday moves to the next free day that is not a Sunday.</summary>
    public static void AddRolling(SortedSet<DateOnly> holidays, params IEnumerable<DateOnly> dates)
    {
        // Dates that do not move are added first: only then is it known which days are free.
        var moved = new List<DateOnly>();
        foreach (DateOnly date in dates.Order())
        {
            if (date.DayOfWeek == DayOfWeek.Sunday || !holidays.Add(date))
            {
                moved.Add(date);
            }
        }

        foreach (DateOnly date in moved)
        {
            DateOnly free = date;
            while (free.DayOfWeek == DayOfWeek.Sunday || !holidays.Add(free))
            {
                free = free.AddDays(1);
            }
        }
    }
}
