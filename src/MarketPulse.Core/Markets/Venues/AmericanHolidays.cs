using static MarketPulse.Core.Markets.Venues.HolidayMath;

namespace MarketPulse.Core.Markets.Venues;

/// <summary>American holidays, as kept by exchanges, by futures and by the publishers of daily rates and spot prices.</summary>
internal static class AmericanHolidays
{
    private static readonly DateOnly[] Exceptional =
    [
        new(2001, 9, 11), new(2001, 9, 12), new(2001, 9, 13), new(2001, 9, 14), // attacks
        new(2004, 6, 11), new(2007, 1, 2), new(2018, 12, 5), new(2025, 1, 9), // days of mourning
        new(2012, 10, 29), new(2012, 10, 30), // hurricane
    ];

    private static readonly DateOnly[] WithoutFederalReserveRates =
    [
        new(2018, 12, 5), new(2018, 12, 24), new(2020, 11, 27), new(2020, 12, 24), // mourning, federal offices closed by order
        new(2019, 1, 14), new(2019, 2, 20), // snow in Washington
    ];

    private static readonly DateOnly DayOfMourning = new(2018, 12, 5);

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

    /// <summary>The exchange's holidays; volatility indices end a quarter of an hour after New York's early closes.</summary>
    public static VenueYear Cboe(int year)
    {
        VenueYear exchange = NewYork(year);
        return new VenueYear(exchange.Holidays, exchange.EarlyCloses.ToDictionary(day => day.Key, day => day.Value.AddMinutes(15)));
    }

    /// <summary>
    /// Days without H.10 rates: the federal holidays on the weekday on which federal offices keep them, inauguration days, and single days
    /// on which the offices were closed. Good Friday has rates.
    /// </summary>
    public static VenueYear FederalReserveRates(int year)
    {
        HashSet<DateOnly> holidays = FederalMarketHolidays(year);
        holidays.Add(ColumbusDay(year));
        holidays.Add(NearestWeekday(new DateOnly(year, 11, 11)));
        DateOnly nextNewYear = NearestWeekday(new DateOnly(year + 1, 1, 1));
        if (nextNewYear.Year == year)
        {
            holidays.Add(nextNewYear);
        }

        if (year % 4 == 1)
        {
            holidays.Add(new DateOnly(year, 1, 20));
        }

        holidays.UnionWith(WithoutFederalReserveRates.Where(date => date.Year == year));
        return new VenueYear(holidays);
    }

    /// <summary>
    /// Days without Treasury yields: the bond market's holidays. It trades on a Good Friday on which the employment report comes out, the
    /// first Friday of the month.
    /// </summary>
    public static VenueYear Treasuries(int year)
    {
        HashSet<DateOnly> holidays = FederalMarketHolidays(year);
        holidays.Add(ColumbusDay(year));
        var veteransDay = new DateOnly(year, 11, 11);
        if (veteransDay.DayOfWeek != DayOfWeek.Saturday)
        {
            holidays.Add(NearestWeekday(veteransDay));
        }

        DateOnly goodFriday = Easter(year).AddDays(-2);
        if (goodFriday.Day > 7)
        {
            holidays.Add(goodFriday);
        }

        if (year == DayOfMourning.Year)
        {
            holidays.Add(DayOfMourning);
        }

        return new VenueYear(holidays);
    }

    /// <summary>
    /// The regular holidays of American energy markets. Spot prices are also missing on irregular days, such as the day after Thanksgiving
    /// in some years; where bars exist, they decide.
    /// </summary>
    public static VenueYear Energy(int year)
    {
        HashSet<DateOnly> holidays = FederalMarketHolidays(year);
        holidays.Add(Easter(year).AddDays(-2));
        return new VenueYear(holidays);
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

    private static DateOnly ColumbusDay(int year) => Nth(2, DayOfWeek.Monday, year, 10);

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
