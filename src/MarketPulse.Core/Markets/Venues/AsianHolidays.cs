using static MarketPulse.Core.Markets.Venues.HolidayMath;

namespace MarketPulse.Core.Markets.Venues;

/// <summary>Holidays of Hong Kong and Tokyo, by rule; for mainland China see <see cref="ChineseHolidays"/>.</summary>
internal static class AsianHolidays
{
    private static readonly DateOnly[] HongKongClosed =
    [
        new(2008, 8, 6), new(2008, 8, 22), new(2011, 9, 29), new(2013, 8, 14), new(2016, 8, 2), new(2016, 10, 21), new(2017, 8, 23),
        new(2020, 10, 13), new(2021, 10, 13), new(2023, 7, 17), new(2023, 9, 1), new(2023, 9, 8),
        new(2024, 9, 6), // storms, until trading continued through them
        new(2015, 9, 3), // seventieth anniversary of the end of the war
    ];

    private static readonly DateOnly[] TokyoClosed =
    [
        new(2019, 4, 30), new(2019, 5, 1), new(2019, 5, 2), new(2019, 10, 22), // abdication and enthronement
        new(2020, 10, 1), // system failure
    ];

    /// <summary>
    /// General holidays of Hong Kong; closes at noon on the eves of Christmas, New Year and Lunar New Year (12:30 before 2011-03-07).
    /// </summary>
    public static VenueYear HongKong(int year)
    {
        var holidays = new SortedSet<DateOnly>();
        DateOnly lunarNewYear = Lunar(year, 1, 1);
        AddRolling(
            holidays,
            new DateOnly(year, 1, 1),
            lunarNewYear,
            lunarNewYear.AddDays(1),
            lunarNewYear.AddDays(2),
            Qingming(year),
            Easter(year).AddDays(-2),
            Easter(year).AddDays(-1),
            Easter(year).AddDays(1),
            new DateOnly(year, 5, 1),
            Lunar(year, 4, 8),
            Lunar(year, 5, 5),
            new DateOnly(year, 7, 1),
            Lunar(year, 8, 16),
            new DateOnly(year, 10, 1),
            Lunar(year, 9, 9),
            new DateOnly(year, 12, 25),
            new DateOnly(year, 12, 26));
        if (year < 2012 && lunarNewYear.AddDays(2).DayOfWeek is DayOfWeek.Sunday or DayOfWeek.Monday or DayOfWeek.Tuesday)
        {
            // Until 2011 a Lunar New Year holiday on a Sunday was moved to the eve, not to the fourth day.
            holidays.Remove(lunarNewYear.AddDays(3));
            holidays.Add(lunarNewYear.AddDays(-1));
        }

        holidays.UnionWith(HongKongClosed.Where(date => date.Year == year));
        DateOnly[] eves = [lunarNewYear.AddDays(-1), new(year, 12, 24), new(year, 12, 31)];
        return new VenueYear(
            holidays,
            eves.ToDictionary(date => date, date => date < new DateOnly(2011, 3, 7) ? new TimeOnly(12, 30) : new TimeOnly(12, 0)));
    }

    /// <summary>National holidays of Japan, the first three days of January and the last day of December.</summary>
    public static VenueYear Tokyo(int year)
    {
        var holidays = new SortedSet<DateOnly>();
        AddRolling(
            holidays,
            new DateOnly(year, 1, 1),
            Nth(2, DayOfWeek.Monday, year, 1),
            new DateOnly(year, 2, 11),
            VernalEquinox(year),
            new DateOnly(year, 4, 29),
            new DateOnly(year, 5, 3),
            new DateOnly(year, 5, 4),
            new DateOnly(year, 5, 5),
            year switch { 2020 => new DateOnly(2020, 7, 23), 2021 => new DateOnly(2021, 7, 22), _ => Nth(3, DayOfWeek.Monday, year, 7) },
            Nth(3, DayOfWeek.Monday, year, 9),
            AutumnalEquinox(year),
            year switch { 2020 => new DateOnly(2020, 7, 24), 2021 => new DateOnly(2021, 7, 23), _ => Nth(2, DayOfWeek.Monday, year, 10) },
            new DateOnly(year, 11, 3),
            new DateOnly(year, 11, 23));
        if (year != 2019)
        {
            AddRolling(holidays, year < 2019 ? new DateOnly(year, 12, 23) : new DateOnly(year, 2, 23));
        }

        if (year >= 2016)
        {
            AddRolling(
                holidays,
                year switch { 2020 => new DateOnly(2020, 8, 10), 2021 => new DateOnly(2021, 8, 8), _ => new DateOnly(year, 8, 11) });
        }

        // A day between two holidays becomes a holiday, as happens in some Septembers.
        DateOnly between = AutumnalEquinox(year).AddDays(-1);
        if (holidays.Contains(between.AddDays(-1)))
        {
            holidays.Add(between);
        }

        holidays.UnionWith(TokyoClosed.Where(date => date.Year == year));
        holidays.UnionWith([new DateOnly(year, 1, 2), new DateOnly(year, 1, 3), new DateOnly(year, 12, 31)]);
        return new VenueYear(holidays);
    }
}
