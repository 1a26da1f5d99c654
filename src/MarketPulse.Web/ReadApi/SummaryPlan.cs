using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.ReadApi;

/// <summary>Chooses the keys to read from summary tables, whose partition keys start with the columns that readers filter by.</summary>
internal static class SummaryPlan
{
    // Sorts after every character of a key.
    private const string End = "}";

    /// <summary>By window, then horizon.</summary>
    public static RowQuery ForSensitivity(IReadOnlyList<ColumnCondition> conditions) => ByPrefix(conditions, "windowkey", "horizon");

    /// <summary>By scope, then value.</summary>
    public static RowQuery ForTensionIndex(IReadOnlyList<ColumnCondition> conditions) => ByPrefix(conditions, "scope", "value");

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
