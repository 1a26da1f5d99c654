using System.Globalization;

namespace MarketPulse.Storage.Tables;

/// <summary>Where the rows of an event lie: its id starts with its time, so the partition follows from the id.</summary>
internal static class EventKey
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmss";

    /// <summary>Partition of the event's rows, <c>yyyyMM</c>; null when the text is no event id.</summary>
    public static string? Partition(string eventId) =>
        eventId.Length > 8 && eventId.AsSpan(0, 8).IndexOfAnyExceptInRange('0', '9') < 0 ? eventId[..6] : null;

    public static string Partition(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <summary>Filter for rows whose key starts with the id of an event with time in [from, to); exact to the second, so readers check the time itself.</summary>
    public static string Between(DateTimeOffset? from, DateTimeOffset? to)
    {
        DateTimeOffset first = from ?? DateTimeOffset.MinValue;
        DateTimeOffset last = to ?? DateTimeOffset.MaxValue;
        return TableFilter.And(
            TableFilter.Partitions(Partition(first), Partition(last)),
            TableFilter.Rows(Stamp(first), Stamp(last) + "}"));
    }

    /// <summary>A time as a key that sorts the latest first.</summary>
    public static string Reverse(DateTimeOffset time) =>
        (DateTime.MaxValue.Ticks - time.UtcDateTime.Ticks).ToString("D19", CultureInfo.InvariantCulture);

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
