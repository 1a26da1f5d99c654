using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.ReadApi;

/// <summary>Chooses the keys to read from summary tables, whose partition keys start with the columns that readers filter by.</summary>
internal static class SummaryPlan
{
    // Sorts after every character of a key.
    private const string End = "}";

    /// <summary>By window, then horizon.</summary>
    public static RowQuery ForSensitivity(IReadOnlyList<ColumnCondition> conditions) => ByPrefix(conditions, "windowkey", "horizon");

    /// <summary>By scope, then value, then year and day.</summary>
    public static RowQuery ForTensionIndex(IReadOnlyList<ColumnCondition> conditions)
    {
        string? scope = Text(conditions, "scope");
        string? value = Text(conditions, "value") ?? (scope == TensionScope.All ? TensionScope.All : null);
        (DateOnly first, DateOnly last) = Days(conditions);
        RowQuery ofScope = scope is null || value is null
            ? ByPrefix(conditions, "scope", "value")
            : new RowQuery { FirstPartition = $"{scope}|{value}|{Year(first)}", LastPartition = $"{scope}|{value}|{Year(last)}" };
        return first == DateOnly.MinValue && last == DateOnly.MaxValue
            ? ofScope
            : ofScope with { FirstRow = Day(first), EndRow = Day(last) + End };
    }

    /// <summary>The first and the last day that the conditions allow.</summary>
    internal static (DateOnly First, DateOnly Last) Days(IReadOnlyList<ColumnCondition> conditions)
    {
        DateOnly first = DateOnly.MinValue, last = DateOnly.MaxValue;
        foreach (ColumnCondition condition in conditions)
        {
            if (condition is not { Column.Name: "date", Value: DateOnly day })
            {
                continue;
            }

            bool isStart = condition.Comparison is Comparison.Equal or Comparison.AtLeast or Comparison.Above;
            bool isEnd = condition.Comparison is Comparison.Equal or Comparison.AtMost or Comparison.Below;
            first = isStart && day > first ? day : first;
            last = isEnd && day < last ? day : last;
        }

        return (first, last);
    }

    private static string Year(DateOnly day) => day.ToString("yyyy", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static RowQuery ByPrefix(IReadOnlyList<ColumnCondition> conditions, string first, string second)
    {
        if (Text(conditions, first) is not { } start)
        {
            return new RowQuery();
        }

        string prefix = Text(conditions, second) is { } next ? $"{start}|{next}" : $"{start}|";
        return new RowQuery { FirstPartition = prefix, LastPartition = prefix + End };
    }

    private static string? Text(IReadOnlyList<ColumnCondition> conditions, string column) =>
        conditions.FirstOrDefault(condition => condition.Column.Name == column && condition.Comparison == Comparison.Equal)
            ?.Value as string;
}
