using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.ReadApi;

/// <summary>Chooses the keys to read from the dates ahead, which are partitioned by month and sorted by date.</summary>
internal static class UpcomingPlan
{
    // Sorts after every character of a key.
    private const string End = "}";

    private static readonly RowColumn Date = RowSchema.Of<UpcomingDate>().Columns.First(column => column.Name == "date");

    /// <summary>By the range of dates that the conditions allow.</summary>
    public static RowQuery ForDates(IReadOnlyList<ColumnCondition> conditions)
    {
        (DateOnly first, DateOnly last) = SummaryPlan.Days(conditions);
        return first == DateOnly.MinValue && last == DateOnly.MaxValue
            ? new RowQuery()
            : new RowQuery
            {
                FirstPartition = Text(first, "yyyyMM"),
                LastPartition = Text(last, "yyyyMM"),
                FirstRow = Text(first, "yyyyMMdd"),
                EndRow = Text(last, "yyyyMMdd") + End,
            };
    }

    /// <summary>The rows with a date in [first, last].</summary>
    public static RowQuery Between(DateOnly first, DateOnly last)
    {
        ColumnCondition[] conditions = [new(Date, Comparison.AtLeast, first), new(Date, Comparison.AtMost, last)];
        return ForDates(conditions) with { Conditions = conditions };
    }

    /// <summary>Adds the range of dates that a condition on the status implies on a day.</summary>
    public static IReadOnlyList<ColumnCondition> WithDates(IReadOnlyList<ColumnCondition> conditions, DateOnly today) =>
    [
        .. conditions,
        .. conditions.Where(condition => condition is { Column.Name: "status", Comparison: Comparison.Equal })
            .Select(condition => condition.Value as string)
            .SelectMany(status => status == Codes<UpcomingStatus>.Of(UpcomingStatus.Pending) ? [new(Date, Comparison.AtLeast, today)]
                : status == Codes<UpcomingStatus>.Of(UpcomingStatus.Passed) ? [new(Date, Comparison.Below, today)]
                : Array.Empty<ColumnCondition>()),
    ];

    private static string Text(DateOnly date, string format) => date.ToString(format, CultureInfo.InvariantCulture);
}
