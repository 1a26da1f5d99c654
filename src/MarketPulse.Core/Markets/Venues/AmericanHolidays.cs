using static MarketPulse.Core.Markets.Venues.HolidayMath;

namespace MarketPulse.Core.Markets.Venues;

/// <summary>Holidays of New York's exchanges and of CME-style futures.</summary>
internal static class AmericanHolidays
{
    private static readonly DateOnly[] Exceptional =
    [
        new(2001, 9, 11), new(2001, 9, 12), new(2001, 9, 13), new(2001, 9, 14), // attacks
        new(2004, 6, 11), new(2007, 1, 2), new(2018, 12, 5), new(2025, 1, 9), // days of mourning
        new(2012, 10, 29), new(2012, 10, 30), // hurricane
    ];

    /// <summary>NYSE Rule 7.2 and the exchange's yearly notices; early closes at 13:00.</summary>
    public static VenueYear NewYork(int year)
    {
        HashSet<DateOnly> holidays = FederalMarketHolidays(year);
        holidays.Add(Easter(year).AddDays(-2));
        holidays.UnionWith(Exceptional.Where(date => date.Year == year));

        DateOnly[] early =
        [
            new(year, 7, 3),
            Nth(4, DayOfWeek.Thursday, year, 11).AddDays(1),
            new(year, 12, 24),
        ];
        // The day before Independence Day is short only when Independence Day falls on a weekday.
        return new VenueYear(
            holidays,
            early
                .Where(date => !IsWeekend(date) && !holidays.Contains(date) && !(date.Month == 7 && IsWeekend(date.AddDays(1))))
                .ToDictionary(date => date, _ => new TimeOnly(13, 0)));
    }

    /// <summary>Futures are closed on three days and stop at noon in Chicago on the other American holidays.</summary>
    public static VenueYear Futures(int year)
    {
        HashSet<DateOnly> holidays = FederalMarketHolidays(year);
        HashSet<DateOnly> closed =
        [
            .. holidays.Where(date => date.DayOfYear <= 2 || date.Month == 12),
            Easter(year).AddDays(-2),
        ];
        return new VenueYear(closed, holidays.Except(closed).ToDictionary(date => date, _ => new TimeOnly(12, 0)));
    }

    private static HashSet<DateOnly> FederalMarketHolidays(int year)
    {
        HashSet<DateOnly> holidays =
        [
            Nth(3, DayOfWeek.Monday, year, 1),
            Nth(3, DayOfWeek.Monday, year, 2),
            Last(DayOfWeek.Monday, year, 5),
            NearestWeekday(new DateOnly(year, 7, 4)),
            Nth(1, DayOfWeek.Monday, year, 9),
            Nth(4, DayOfWeek.Thursday, year, 11),
            NearestWeekday(new DateOnly(year, 12, 25)),
        ];
        // A New Year's Day on a Saturday is not moved: the last Friday of the year stays a session.
        var newYear = new DateOnly(year, 1, 1);
        if (newYear.DayOfWeek != DayOfWeek.Saturday)
        {
            holidays.Add(NearestWeekday(newYear));
        }

        if (year >= 2022)
        {
            holidays.Add(NearestWeekday(new DateOnly(year, 6, 19)));
        }

        return holidays;
    }
}
