using System.Globalization;

namespace MarketPulse.Core.Contract;

/// <summary>A day of the calendar, for slicing by year, quarter, month and week.</summary>
[Table("dates")]
public sealed record DateDimension : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => "dim";

    /// <inheritdoc/>
    public override string RowKey => DateKey.ToString(CultureInfo.InvariantCulture);

    /// <summary>The date as an integer, yyyyMMdd.</summary>
    [Column("datekey", Example = "20250602")]
    public int DateKey { get; init; }

    /// <summary>The date.</summary>
    [Column("date", Example = "2025-06-02")]
    public DateOnly Date { get; init; }

    /// <summary>Calendar year.</summary>
    [Column("year", Example = "2025")]
    public int Year { get; init; }

    /// <summary>Quarter of the year, 1 to 4.</summary>
    [Column("quarter", Example = "2")]
    public int Quarter { get; init; }

    /// <summary>Month of the year, 1 to 12.</summary>
    [Column("month", Example = "6")]
    public int Month { get; init; }

    /// <summary>Year and month, which sorts as it reads.</summary>
    [Column("yearmonth", Example = "2025-06")]
    public string YearMonth { get; init; } = "";

    /// <summary>ISO 8601 year and week.</summary>
    [Column("isoweek", Example = "2025-W23")]
    public string IsoWeek { get; init; } = "";

    /// <summary>Day of the week, 1 (Monday) to 7.</summary>
    [Column("weekday", Example = "1")]
    public int Weekday { get; init; }

    /// <summary>Whether it is a Saturday or Sunday.</summary>
    [Column("isweekend", Example = "false")]
    public bool IsWeekend { get; init; }

    /// <summary>The row for a date.</summary>
    public static DateDimension ForDate(DateOnly date)
    {
        DateTime day = date.ToDateTime(TimeOnly.MinValue);
        int weekday = date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek;
        return new DateDimension
        {
            DateKey = RowKeys.DateKey(date),
            Date = date,
            Year = date.Year,
            Quarter = ((date.Month - 1) / 3) + 1,
            Month = date.Month,
            YearMonth = date.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            IsoWeek = string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day):D4}-W{ISOWeek.GetWeekOfYear(day):D2}"),
            Weekday = weekday,
            IsWeekend = weekday > 5,
        };
    }

    /// <summary>Every day of each year from the year of <paramref name="first"/> to the year of <paramref name="last"/>.</summary>
    public static IEnumerable<DateDimension> Years(DateOnly first, DateOnly last)
    {
        for (var date = new DateOnly(first.Year, 1, 1); date.Year <= last.Year; date = date.AddDays(1))
        {
            yield return ForDate(date);
        }
    }
}
