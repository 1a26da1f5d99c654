using System.Globalization;

namespace MarketPulse.Core.Contract;

/// <summary>The keys of an event's rows. An event id starts with the event's time, so the id determines the partition.</summary>
public static class RowKeys
{
    private const int StampLength = 15;
    private const string StampFormat = "yyyyMMdd'T'HHmmss";

    /// <summary>Partition of the event's rows, <c>yyyyMM</c>; null if the text is not an event id.</summary>
    public static string? Partition(string eventId)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        return eventId.Length > 8 && eventId.AsSpan(0, 8).IndexOfAnyExceptInRange('0', '9') < 0 ? eventId[..6] : null;
    }

    /// <summary>The id of an event: the time of its first report and the first eight digits of that article's id.</summary>
    public static string EventId(DateTimeOffset firstReport, string articleId)
    {
        ArgumentNullException.ThrowIfNull(articleId);
        return $"{Stamp(firstReport)}Z-{articleId[..Math.Min(8, articleId.Length)]}";
    }

    /// <summary>The time that an event id starts with; null if the text is not an event id.</summary>
    public static DateTimeOffset? Time(string eventId)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        return eventId.Length > StampLength && DateTime.TryParseExact(
            eventId.AsSpan(0, StampLength),
            StampFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTime time)
            ? new DateTimeOffset(time)
            : null;
    }

    /// <summary>Partition of the events of that time.</summary>
    public static string Partition(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <summary>UTC date of a time as an integer, <c>yyyyMMdd</c>.</summary>
    public static int DateKey(DateTimeOffset time) => DateKey(DateOnly.FromDateTime(time.UtcDateTime));

    /// <summary>A date as an integer, <c>yyyyMMdd</c>.</summary>
    public static int DateKey(DateOnly date) => (date.Year * 10000) + (date.Month * 100) + date.Day;

    /// <summary>A time as written in ids, to the second.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture);

    /// <summary>A time as a key that sorts in descending order of time.</summary>
    public static string Reverse(DateTimeOffset time) =>
        (DateTime.MaxValue.Ticks - time.UtcDateTime.Ticks).ToString("D19", CultureInfo.InvariantCulture);
}
