using static MarketPulse.Core.Markets.Venues.HolidayMath;

namespace MarketPulse.Core.Markets.Venues;

/// <summary>Holidays of London and Xetra, and the closing days of the euro's settlement system.</summary>
internal static class EuropeanHolidays
{
    /// <summary>Bank holidays of England and Wales; closes at 12:30 on the last weekdays before Christmas and New Year.</summary>
    public static VenueYear London(int year)
    {
        var holidays = new SortedSet<DateOnly>
        {
            Easter(year).AddDays(-2),
            Easter(year).AddDays(1),
            year == 2020 ? new DateOnly(2020, 5, 8) : Nth(1, DayOfWeek.Monday, year, 5),
            year switch
            {
                2002 or 2012 => new DateOnly(year, 6, 4),
                2022 => new DateOnly(2022, 6, 2),
                _ => Last(DayOfWeek.Monday, year, 5),
            },
            Last(DayOfWeek.Monday, year, 8),
        };
        AddSubstituted(holidays, new DateOnly(year, 1, 1));
        AddSubstituted(holidays, new DateOnly(year, 12, 25), new DateOnly(year, 12, 26));
        DateOnly[] exceptional =
        [
            new(2002, 6, 3), new(2011, 4, 29), new(2012, 6, 5), new(2022, 6, 3), new(2022, 9, 19), new(2023, 5, 8), // royal occasions
        ];
        holidays.UnionWith(exceptional.Where(date => date.Year == year));

        DateOnly[] eves = [WeekdayOnOrBefore(new DateOnly(year, 12, 24)), WeekdayOnOrBefore(new DateOnly(year, 12, 31))];
        return new VenueYear(holidays, eves.ToDictionary(date => date, _ => new TimeOnly(12, 30)));
    }

    /// <summary>Xetra's trading calendar; closes at 14:00 on the last weekday before New Year's Eve.</summary>
    public static VenueYear Xetra(int year)
    {
        HashSet<DateOnly> holidays =
        [
            new(year, 1, 1), Easter(year).AddDays(-2), Easter(year).AddDays(1), new(year, 5, 1),
            new(year, 12, 24), new(year, 12, 25), new(year, 12, 26), new(year, 12, 31),
        ];
        if (year is >= 2015 and <= 2021)
        {
            holidays.Add(Easter(year).AddDays(50));
        }

        if (year is >= 2014 and <= 2021)
        {
            holidays.Add(new DateOnly(year, 10, 3));
        }

        if (year == 2017)
        {
            holidays.Add(new DateOnly(2017, 10, 31));
        }

        return new VenueYear(
            holidays,
            new Dictionary<DateOnly, TimeOnly> { [WeekdayOnOrBefore(new DateOnly(year, 12, 30))] = new(14, 0) });
    }

    /// <summary>Days on which TARGET is closed, so that the European Central Bank publishes no reference rates.</summary>
    public static VenueYear Target(int year) =>
        new(new HashSet<DateOnly>
        {
            new(year, 1, 1), Easter(year).AddDays(-2), Easter(year).AddDays(1), new(year, 5, 1), new(year, 12, 25), new(year, 12, 26),
        });

    /// <summary>Adds each date; one that falls on a weekend moves to the next free weekday.</summary>
    private static void AddSubstituted(SortedSet<DateOnly> holidays, params DateOnly[] dates)
    {
        foreach (DateOnly date in dates.OrderBy(IsWeekend))
        {
            DateOnly free = date;
            while (IsWeekend(free) || !holidays.Add(free))
            {
                free = free.AddDays(1);
            }
        }
    }
}
