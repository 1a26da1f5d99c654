using System.Globalization;
using Azure.Data.Tables;

namespace MarketPulse.Storage.Tables;

/// <summary>Determines whether writing a row would change anything.</summary>
internal static class RowContent
{
    /// <summary>Whether two rows have the same content, apart from when they were written.</summary>
    public static bool Same(TableEntity stored, TableEntity given) => Same(stored, given, IsContent);

    /// <summary>
    /// Whether two rows publish the same figures: the same content, apart from how often the event was revised and up to which bars the
    /// instrument was known.
    /// </summary>
    public static bool SameFigures(TableEntity stored, TableEntity given) => Same(stored, given, IsFigure);

    /// <summary>
    /// Whether two rows of an event have the same facts and status: the same content, apart from how often it was revised, what scoring
    /// sets and the trace.
    /// </summary>
    public static bool SameFacts(TableEntity stored, TableEntity given) => Same(stored, given, IsFact);

    private static bool Same(TableEntity stored, TableEntity given, Func<KeyValuePair<string, object>, bool> counts) =>
        stored.Count(counts) == given.Count(counts)
        && given.All(column => !counts(column) || (stored.TryGetValue(column.Key, out object? other) && SameValue(column.Value, other)));

    private static bool IsFact(KeyValuePair<string, object> column) => IsContent(column)
        && column.Key is not (ColumnNames.Revision or ColumnNames.OpenUntil or ColumnNames.OverlapKey or ColumnNames.TraceId);

    private static bool IsFigure(KeyValuePair<string, object> column) =>
        IsContent(column) && column.Key is not (ColumnNames.Revision or ColumnNames.BarsThrough or ColumnNames.PriceRevision);

    // An empty text says as little as a column that is absent, as in rows written before the column existed.
    private static bool IsContent(KeyValuePair<string, object> column) =>
        column.Value is not (null or "") && column.Key is not (ColumnNames.Timestamp or ColumnNames.ModifiedUtc or ColumnNames.ETag);

    private static bool SameValue(object? a, object? b) => (a, b) switch
    {
        (byte[] x, byte[] y) => x.AsSpan().SequenceEqual(y),
        (double x, _) => b is double or int or long && x.Equals(Convert.ToDouble(b, CultureInfo.InvariantCulture)),
        (_, double y) => a is int or long && y.Equals(Convert.ToDouble(a, CultureInfo.InvariantCulture)),
        _ => Equals(a, b),
    };
}
