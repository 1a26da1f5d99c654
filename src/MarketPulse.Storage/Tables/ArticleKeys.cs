using System.Globalization;
using Azure.Data.Tables;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// The partitions of <c>articles</c>. Articles that report an event, or whose verdict is not known yet, are stored under their day. Those
/// that report none are stored under <c>quiet|</c> and their day, so that clustering does not read them. A row under the day counts rather
/// than a quiet one with the same id: an article whose verdict changes is first written to its new partition and then deleted from the old.
/// </summary>
internal static class ArticleKeys
{
    /// <summary>The format of a day in a key.</summary>
    public const string DayFormat = "yyyyMMdd";

    /// <summary>Key of a day's partition.</summary>
    public static string Day(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>Key of the partition of the day on which a time falls.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>Key of the partition of a day's quiet articles.</summary>
    /// <param name="day">Key of the day's partition.</param>
    public static string Quiet(string day) => ChangeMark.QuietArticles + day;

    /// <summary>The day of a row, in either partition.</summary>
    public static DateOnly DayOf(TableEntity row) =>
        DateOnly.ParseExact(ChangeMark.Of(ChangeMark.Articles, row.PartitionKey), DayFormat, CultureInfo.InvariantCulture);

    /// <summary>Whether a row is in the partition of its day's quiet articles.</summary>
    public static bool IsQuiet(TableEntity row) => row.PartitionKey.StartsWith(ChangeMark.QuietArticles, StringComparison.Ordinal);
}
