using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>What changes are marked with: the table, the partition and the hour.</summary>
public static class ChangeMark
{
    /// <summary>The table of articles, marked by the day of publication, <c>yyyyMMdd</c>.</summary>
    public const string Articles = "articles";

    /// <summary>What the partitions of articles that report no event start with; their day follows.</summary>
    public const string QuietArticles = "quiet|";

    /// <summary>The table of events, whose partitions are the months of the events, <c>yyyyMM</c>.</summary>
    public const string Events = "tradeevents";

    /// <summary>The table of article counts, whose partitions are the months of publication, <c>yyyyMM</c>.</summary>
    public const string ArticleCounts = "articlecounts";

    private const string Analogues = "analogues";

    /// <summary>The tables whose changes are marked: those that grow and are read by what changed.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        Articles, Events, "eventtags", "impactscores", "instrumentscores", "abnormalreturns", Analogues, "prices", "sensitivity",
        "tensionindex", ArticleCounts,
    ];

    /// <summary>
    /// Whether the partitions of a table share marks, because there are too many of them: a mark then is the month of the events that the
    /// partitions belong to, which their keys start with.
    /// </summary>
    public static bool IsShared(string table) => table == Analogues;

    /// <summary>The mark of a partition.</summary>
    public static string Of(string table, string partition) => table switch
    {
        Articles when partition.StartsWith(QuietArticles, StringComparison.Ordinal) => partition[QuietArticles.Length..],
        _ when IsShared(table) => RowKeys.Partition(partition) ?? partition,
        _ => partition,
    };

    /// <summary>The start of the hour, in UTC, in which a time falls.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    /// <summary>Checks that changes of a table are marked.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static void Check(string table)
    {
        if (!Tables.Contains(table, StringComparer.Ordinal))
        {
            throw new ArgumentException($"Changes of the table {table} are not marked.", nameof(table));
        }
    }
}
