using MarketPulse.Pipeline.Polling;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Timers;

/// <summary>What the timers say.</summary>
internal static class TimerLog
{
    /// <summary>A feed has gone silent; alerts key on it.</summary>
    public static readonly EventId StaleFeed = new(1001, nameof(StaleFeed));

    /// <summary>A poll has ended.</summary>
    public static readonly EventId PollEnded = new(1002, nameof(PollEnded));

    /// <summary>A feed or an item of it was refused.</summary>
    public static readonly EventId ItemRefused = new(1003, nameof(ItemRefused));

    /// <summary>Sensitivity and tension were added up.</summary>
    public static readonly EventId SummaryEnded = new(1004, nameof(SummaryEnded));

    /// <summary>Data that has expired was removed.</summary>
    public static readonly EventId RetentionApplied = new(1005, nameof(RetentionApplied));

    /// <summary>A step of an upgrade of the store runs.</summary>
    public static readonly EventId SchemaUpgraded = new(1006, nameof(SchemaUpgraded));

    /// <summary>Says how a round of polling went: one line, and one for each thing refused.</summary>
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
