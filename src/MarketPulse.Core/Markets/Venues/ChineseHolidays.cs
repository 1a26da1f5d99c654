using System.Globalization;
using static MarketPulse.Core.Markets.Venues.HolidayMath;

namespace MarketPulse.Core.Markets.Venues;

/// <summary>
/// Holidays of Shanghai and Shenzhen. The State Council announces each year's days off, so announced years are a table; later years are
/// projected by the rule in force since 2025.
/// </summary>
internal static class ChineseHolidays
{
    /// <summary>Weekdays off as month and day; ranges are inclusive, and weekends inside them do not matter.</summary>
    private static readonly Dictionary<int, string> Announced = new()
    {
        [2010] = "01-01 02-15..02-19 04-05 05-03 06-14..06-16 09-22..09-24 10-01..10-07",
        [2011] = "01-03 02-02..02-08 04-04..04-05 05-02 06-06 09-12 10-03..10-07",
        [2012] = "01-02..01-03 01-23..01-27 04-02..04-04 04-30..05-01 06-22 10-01..10-05",
        [2013] = "01-01..01-03 02-11..02-15 04-04..04-05 04-29..05-01 06-10..06-12 09-19..09-20 10-01..10-07",
        [2014] = "01-01 01-31..02-06 04-07 05-01..05-02 06-02 09-08 10-01..10-07",
        [2015] = "01-01..01-02 02-18..02-24 04-06 05-01 06-22 09-03..09-04 10-01..10-07",
        [2016] = "01-01 02-08..02-12 04-04 05-02 06-09..06-10 09-15..09-16 10-03..10-07",
        [2017] = "01-02 01-27..02-02 04-03..04-04 05-01 05-29..05-30 10-02..10-06",
        [2018] = "01-01 02-15..02-21 04-05..04-06 04-30..05-01 06-18 09-24 10-01..10-05 12-31",
        [2019] = "01-01 02-04..02-08 04-05 05-01..05-03 06-07 09-13 10-01..10-07",
        [2020] = "01-01 01-24..01-31 04-06 05-01..05-05 06-25..06-26 10-01..10-08",
        [2021] = "01-01 02-11..02-17 04-05 05-03..05-05 06-14 09-20..09-21 10-01..10-07",
        [2022] = "01-03 01-31..02-04 04-04..04-05 05-02..05-04 06-03 09-12 10-03..10-07",
        [2023] = "01-02 01-23..01-27 04-05 05-01..05-03 06-22..06-23 09-29 10-02..10-06",
        [2024] = "01-01 02-09..02-16 04-04..04-05 05-01..05-03 06-10 09-16..09-17 10-01..10-07",
        [2025] = "01-01 01-28..02-04 04-04 05-01..05-05 06-02 10-01..10-08",
        [2026] = "01-01..01-02 02-16..02-23 04-06 05-01..05-05 06-19 09-25 10-01..10-07",
    };

    /// <summary>Days off in a year; working weekends that make up for them are not sessions.</summary>
    public static VenueYear Mainland(int year) =>
        new(Announced.TryGetValue(year, out string? days) ? Expand(year, days) : Projected(year));

    private static HashSet<DateOnly> Expand(int year, string days)
    {
        HashSet<DateOnly> holidays = [];
        foreach (string part in days.Split(' '))
        {
            string[] ends = part.Split("..");
            AddRange(holidays, Day(year, ends[0]), Day(year, ends[^1]));
        }

        return holidays;
    }

    private static HashSet<DateOnly> Projected(int year)
    {
        HashSet<DateOnly> holidays = [];
        AddMonday(holidays, new DateOnly(year, 1, 1));
        DateOnly newYear = Lunar(year, 1, 1);
        AddRange(holidays, newYear.AddDays(-1), newYear.AddDays(6));
        AddMonday(holidays, Qingming(year));
        AddRange(holidays, new DateOnly(year, 5, 1), new DateOnly(year, 5, 5));
        AddMonday(holidays, Lunar(year, 5, 5));
        DateOnly midAutumn = Lunar(year, 8, 15);
        AddMonday(holidays, midAutumn);
        AddRange(holidays, new DateOnly(year, 10, 1), new DateOnly(year, 10, midAutumn.Month == 10 && midAutumn.Day <= 8 ? 8 : 7));
        return holidays;
    }

    /// <summary>Adds a single day off and, when it falls on a weekend, the days up to the following Monday.</summary>
    private static void AddMonday(HashSet<DateOnly> holidays, DateOnly date) =>
        AddRange(holidays, date, date.DayOfWeek switch
        {
            DayOfWeek.Saturday => date.AddDays(2),
            DayOfWeek.Sunday => date.AddDays(1),
            _ => date,
        });

    private static void AddRange(HashSet<DateOnly> holidays, DateOnly first, DateOnly last)
    {
        for (DateOnly date = first; date <= last; date = date.AddDays(1))
        {
            holidays.Add(date);
        }
    }

    private static DateOnly Day(int year, string monthAndDay) =>
        DateOnly.ParseExact($"{year}-{monthAndDay}", "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
