using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Events.Upcoming;

/// <summary>A date that the reports of an event announce: a measure takes effect, something is due, or something temporary ends.</summary>
[Table("upcoming")]
public sealed record UpcomingDate : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => Date.ToString("yyyyMM", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string RowKey => $"{Date.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}|{EventId}|{Codes<ScheduleKind>.Of(What)}";

    /// <summary>The date, as the reports give it; no time zone applies.</summary>
    [Column("date", Example = "2025-08-12")]
    public required DateOnly Date { get; init; }

    /// <summary>
    /// What happens: <c>effective</c> (a measure takes effect), <c>deadline</c> (somebody must have acted by then) or <c>expiry</c> (what
    /// is in force for a time ends).
    /// </summary>
    [Column("what", Example = "expiry")]
    public required ScheduleKind What { get; init; }

    /// <summary>
    /// <c>stated</c> if a report names the date, <c>computed</c> if it follows from the day of a report and a duration or weekday.
    /// </summary>
    [Column("basis", Example = "stated")]
    public required string Basis { get; init; }

    /// <summary>The event.</summary>
    [Column("eventid", Example = "20250512T070500Z-1f0c9a3e")]
    public required string EventId { get; init; }

    /// <summary>Time of the event.</summary>
    [Column("eventtimeutc", Unit = "utc", Example = "2025-05-12T07:05:00Z")]
    public required DateTimeOffset EventTimeUtc { get; init; }

    /// <summary>Headline of the event.</summary>
    [Column("headline")]
    public string Headline { get; init; } = "";

    /// <summary>Codes of the event's measures, separated by bars.</summary>
    [Column("measures", Example = "tariff|truce")]
    public IReadOnlyList<string> Measures { get; init; } = [];

    /// <summary>Codes of the event's topics, separated by bars.</summary>
    [Column("topics", Example = "rare_earths")]
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>The event's country pairs, separated by bars.</summary>
    [Column("pairs", Example = "US-CN")]
    public IReadOnlyList<string> Pairs { get; init; } = [];

    /// <summary>Whether the event is live, superseded by another event, or voided by a correction.</summary>
    [Column("eventstatus", Example = "live")]
    public EventStatus EventStatus { get; init; }

    /// <summary>
    /// The later event that replaced the date before it came, or the event that superseded this one; null if there is none.
    /// </summary>
    [Column("overtakenby", Example = "20250811T231000Z-5b7d2468")]
    public string? OvertakenBy { get; init; }

    /// <summary>Whether a later event replaced the date before it came, or its event is not live any more.</summary>
    [Column("overtaken", Example = "false")]
    public bool Overtaken => EventStatus != EventStatus.Live || OvertakenBy is not null;

    /// <summary>
    /// Pending until the end of the date, UTC, and passed after it; overtaken, whatever the date, if <see cref="Overtaken"/>. Depends on
    /// the day of reading, so it is not in the stored row.
    /// </summary>
    [Column("status", Example = "pending", IsStored = false)]
    public UpcomingStatus Status =>
        Overtaken ? UpcomingStatus.Overtaken
        : Date < ReadOn ? UpcomingStatus.Passed
        : UpcomingStatus.Pending;

    /// <summary>The <see cref="Pairs"/> with their countries in ordinal order, each once.</summary>
    public IReadOnlyList<string> UnorderedPairs => [.. Pairs.Select(Report.Unordered).Distinct(StringComparer.Ordinal)];

    /// <summary>UTC day on which the row is read, which <see cref="Status"/> is as of.</summary>
    public DateOnly ReadOn { get; init; }

    /// <summary>The dates of an event, each on or after its UTC day; none of an event whose reports announce none.</summary>
    public static IEnumerable<UpcomingDate> FromEvent(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        var day = DateOnly.FromDateTime(tradeEvent.EventTimeUtc.UtcDateTime);
        foreach (string code in tradeEvent.Scheduled)
        {
            if (ScheduledDate.TryParse(code, out ScheduledDate scheduled) && ScheduledDate.IsAhead(scheduled.Date, day))
            {
                yield return new UpcomingDate
                {
                    Date = scheduled.Date,
                    What = scheduled.Kind,
                    Basis = scheduled.Basis,
                    EventId = tradeEvent.EventId,
                    EventTimeUtc = tradeEvent.EventTimeUtc,
                    Headline = tradeEvent.Headline,
                    Measures = tradeEvent.Measures,
                    Topics = tradeEvent.Topics,
                    Pairs = tradeEvent.Pairs,
                    EventStatus = tradeEvent.Status,
                    OvertakenBy = tradeEvent.Status == EventStatus.Superseded ? tradeEvent.SupersededBy : null,
                };
            }
        }
    }
}

/// <summary>Where a date ahead stands on the day of reading.</summary>
public enum UpcomingStatus
{
    /// <summary>The date is the day of reading or later.</summary>
    Pending,

    /// <summary>The date is before the day of reading.</summary>
    Passed,

    /// <summary>A later event replaced it before it came, or its event is not live any more.</summary>
    Overtaken,
}
