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

    /// <summary>Keys of the partitions of a day's articles: of the reports first, then of the quiet ones.</summary>
    public static string[] PartitionsOf(DateOnly day) => [Day(day), Quiet(Day(day))];

    /// <summary>Whether a row counts; not if it is quiet and its article is stored under the day too.</summary>
    /// <param name="row">The row. Those under a day must be asked for before quiet ones.</param>
    /// <param name="underDay">Receives the row keys under days.</param>
    public static bool Counts(TableEntity row, HashSet<string> underDay) =>
        IsQuiet(row) ? !underDay.Contains(row.RowKey) : underDay.Add(row.RowKey);

    /// <summary>The day of a row, in either partition.</summary>
    public static DateOnly DayOf(TableEntity row) =>
        DateOnly.ParseExact(ChangeMark.Of(ChangeMark.Articles, row.PartitionKey), DayFormat, CultureInfo.InvariantCulture);

    private static bool IsQuiet(TableEntity row) => row.PartitionKey.StartsWith(ChangeMark.QuietArticles, StringComparison.Ordinal);
}
