using System.Globalization;
using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>Determines whether writing a row would change anything.</summary>
internal static class RowContent
{
    /// <summary>Whether two rows have the same content, apart from when they were written.</summary>
    public static bool Same(TableEntity stored, TableEntity given) =>
        Count(stored) == Count(given)
        && given.All(column => !IsContent(column) || (stored.TryGetValue(column.Key, out object? other) && SameValue(column.Value, other)));

    private static int Count(TableEntity entity) => entity.Count(IsContent);

    private static bool IsContent(KeyValuePair<string, object> column) =>
        column.Value is not null && column.Key is not (ColumnNames.Timestamp or ColumnNames.ModifiedUtc or "odata.etag");

    private static bool SameValue(object? a, object? b) => (a, b) switch
    {
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        (double x, _) => b is double or int or long && x.Equals(Convert.ToDouble(b, CultureInfo.InvariantCulture)),
        (_, double y) => a is int or long && y.Equals(Convert.ToDouble(a, CultureInfo.InvariantCulture)),
        _ => Equals(a, b),
    };
}
