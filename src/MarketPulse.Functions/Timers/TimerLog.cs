using MarketPulse.Pipeline.Polling;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Timers;

/// <summary>The log messages of the timers.</summary>
internal static class TimerLog
{
    /// <summary>A feed has gone silent.</summary>
    public static readonly EventId StaleFeed = new(1001, nameof(StaleFeed));

    /// <summary>A poll has ended.</summary>
    public static readonly EventId PollEnded = new(1002, nameof(PollEnded));

    /// <summary>A poll failed, or an item was rejected.</summary>
    public static readonly EventId ItemRefused = new(1003, nameof(ItemRefused));

    /// <summary>The tension index and the sensitivity profiles were computed.</summary>
    public static readonly EventId SummaryEnded = new(1004, nameof(SummaryEnded));

    /// <summary>Expired data was removed.</summary>
    public static readonly EventId RetentionApplied = new(1005, nameof(RetentionApplied));

    /// <summary>A step of a store upgrade is running.</summary>
    public static readonly EventId SchemaUpgraded = new(1006, nameof(SchemaUpgraded));

    /// <summary>Logs the outcome of a round of polling: a summary, and a warning for each error.</summary>
    public static void Polled(this ILogger logger, string kind, PollSummary summary, bool isPastDue)
    {
        foreach (string error in summary.Errors)
        {
            logger.LogWarning(ItemRefused, "{Error}", error);
        }

        logger.LogInformation(
            PollEnded,
            "Polled {Feeds} {Kind} feeds: {Added} new{Late}.",
            summary.Feeds.Count,
            kind,
            summary.Added,
            isPastDue ? ", past due" : "");
    }
}
