using System.Globalization;

namespace MarketPulse.Storage.Tables;

/// <summary>Builds OData filters over keys; texts are quoted here, so no value can change the filter's meaning.</summary>
internal static class TableFilter
{
    public static string Partition(string key) => $"PartitionKey eq {Text(TableKey.Encode(key))}";

    public static string Partitions(string first, string last) =>
        $"PartitionKey ge {Text(TableKey.Encode(first))} and PartitionKey le {Text(TableKey.Encode(last))}";

    /// <summary>Rows whose key is at or past <paramref name="first"/> and before <paramref name="end"/>.</summary>
    public static string Rows(string first, string end) =>
        $"RowKey ge {Text(TableKey.Encode(first))} and RowKey lt {Text(TableKey.Encode(end))}";

    /// <summary>Rows whose key starts with <paramref name="prefix"/>, which ends in the separator <c>|</c>: <c>}</c> follows it.</summary>
    public static string RowsOf(string prefix) => Rows(prefix, prefix[..^1] + "}");

    public static string Equal(string column, string value) => $"{column} eq {Text(value)}";

    public static string AtOrAfter(string column, DateTimeOffset time) =>
        $"{column} ge datetime'{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)}'";

    public static string And(params string?[] parts) => string.Join(" and ", parts.Where(part => !string.IsNullOrEmpty(part)));

    private static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
