using System.Globalization;
using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>Tells whether writing a row would change anything.</summary>
internal static class RowContent
{
    /// <summary>Whether two rows say the same, when they were written aside.</summary>
    public static bool Same(TableEntity stored, TableEntity given) =>
        Count(stored) == Count(given)
        && given.All(column => !Counts(column.Key, column.Value) || (stored.TryGetValue(column.Key, out object? other) && SameValue(column.Value, other)));

    private static int Count(TableEntity entity) => entity.Count(column => Counts(column.Key, column.Value));

    private static bool Counts(string name, object? value) =>
        value is not null && name is not (ColumnNames.Timestamp or ColumnNames.ModifiedUtc or "odata.etag");

    private static bool SameValue(object? a, object? b) => (a, b) switch
    {
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        (double x, _) => b is double or int or long && x.Equals(Convert.ToDouble(b, CultureInfo.InvariantCulture)),
        (_, double y) => a is int or long && y.Equals(Convert.ToDouble(a, CultureInfo.InvariantCulture)),
        _ => Equals(a, b),
    };
}
