using System.Globalization;
using MarketPulse.Core.Contract;

namespace MarketPulse.Storage.Tables;

/// <summary>Builds OData filters. All texts are quoted here, so that no value can change the meaning of a filter.</summary>
internal static class TableFilter
{
    /// <summary>Rows of a partition.</summary>
    public static string Partition(string key) => $"PartitionKey eq {Text(TableKey.Encode(key))}";

    /// <summary>Rows of the partitions from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static string Partitions(string first, string last) =>
        $"PartitionKey ge {Text(TableKey.Encode(first))} and PartitionKey le {Text(TableKey.Encode(last))}";

    /// <summary>Rows of the partitions after <paramref name="key"/>, which is itself excluded.</summary>
    public static string PartitionsAfter(string key) => $"PartitionKey gt {Text(TableKey.Encode(key))}";

    /// <summary>Rows of the partitions up to <paramref name="key"/>, which is included.</summary>
    public static string PartitionsThrough(string key) => $"PartitionKey le {Text(TableKey.Encode(key))}";

    /// <summary>Rows whose key is at or after <paramref name="first"/> and before <paramref name="end"/>.</summary>
    public static string Rows(string first, string end) =>
        $"RowKey ge {Text(TableKey.Encode(first))} and RowKey lt {Text(TableKey.Encode(end))}";

    /// <summary>
    /// Rows whose key starts with <paramref name="prefix"/>, which must end with <c>|</c>. The next character after it is <c>}</c>.
    /// </summary>
    public static string RowsOf(string prefix) => Rows(prefix, prefix[..^1] + "}");

    /// <summary>
    /// Rows whose key starts with the id of an event with a time in [from, to). The filter is precise to the second, so readers must check
    /// the time too.
    /// </summary>
    public static string EventsBetween(DateTimeOffset? from, DateTimeOffset? to)
    {
        DateTimeOffset first = from ?? DateTimeOffset.MinValue;
        DateTimeOffset last = to ?? DateTimeOffset.MaxValue;
        return And(
            Partitions(RowKeys.Partition(first), RowKeys.Partition(last)),
            Rows(RowKeys.Stamp(first), RowKeys.Stamp(last) + "}"));
    }

    /// <summary>Rows with a value.</summary>
    public static string Equal(string column, string value) => $"{column} eq {Text(value)}";

    /// <summary>Rows with a time at or after the given one.</summary>
    public static string AtOrAfter(string column, DateTimeOffset time) =>
        $"{column} ge {Literal(time)}";

    /// <summary>Rows with a time before the given one.</summary>
    public static string Before(string column, DateTimeOffset time) =>
        $"{column} lt {Literal(time)}";

    /// <summary>Rows with a time at or before the given one.</summary>
    public static string AtOrBefore(string column, DateTimeOffset time) =>
        $"{column} le {Literal(time)}";

    /// <summary>What a column must hold; a null never matches, as a column that is absent never does.</summary>
    public static string Condition(ColumnCondition condition) =>
        $"{condition.Column.Name} {Operator(condition.Comparison)} {Literal(condition.Value)}";

    /// <summary>Rows after the one with these stored keys.</summary>
    public static string After(string partitionKey, string rowKey) =>
        $"(PartitionKey gt {Text(partitionKey)} or (PartitionKey eq {Text(partitionKey)} and RowKey gt {Text(rowKey)}))";

    /// <summary>Rows from the one with these stored keys on.</summary>
    public static string From(string partitionKey, string rowKey) =>
        $"(PartitionKey gt {Text(partitionKey)} or (PartitionKey eq {Text(partitionKey)} and RowKey ge {Text(rowKey)}))";

    /// <summary>Combines filters, ignoring those that are null or empty.</summary>
    public static string And(params string?[] parts) => string.Join(" and ", parts.Where(part => !string.IsNullOrEmpty(part)));

    private static string Operator(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "eq",
        Comparison.AtLeast => "ge",
        Comparison.Above => "gt",
        Comparison.AtMost => "le",
        _ => "lt",
    };

    private static string Literal(object value) => value switch
    {
        string text => Text(text),
        DateOnly date => Text(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        // Table Storage supports no earlier time.
        DateTimeOffset { Year: < 1601 } => Literal(new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        DateTimeOffset time => $"datetime'{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)}'",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("0.0###############", CultureInfo.InvariantCulture),
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => $"{number.ToString(CultureInfo.InvariantCulture)}L",
        _ => throw new NotSupportedException($"A filter cannot contain a {value.GetType()}."),
    };

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
