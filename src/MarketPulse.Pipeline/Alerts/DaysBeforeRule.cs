using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>
/// Fires once for each date ahead that is at most some days away: on the first check from that day on, or as soon as an event announces a
/// date that is nearer.
/// </summary>
/// <param name="Name">Name of the rule in settings and tables.</param>
/// <param name="Webhook">Name of the webhook that receives its alerts.</param>
public sealed record DaysBeforeRule(string Name, string Webhook) : AlertRule(Name, Webhook)
{
    /// <summary>Most days that a rule can look ahead.</summary>
    public const int MaxDays = 60;

    /// <summary>Days before the date on which it fires, 0 (the date itself) to <see cref="MaxDays"/>.</summary>
    public int Days { get; init; } = 3;

    /// <summary>The only kind of date to watch; null for any.</summary>
    public ScheduleKind? What { get; init; }

    /// <inheritdoc/>
    public override AlertKind Kind => AlertKind.DaysBefore;

    /// <inheritdoc/>
    public override string Condition
    {
        get
        {
            string distance = Days switch { 0 => "today", 1 => "at most 1 day away", _ => $"at most {Days} days away" };
            return $"{(What is { } kind ? Titles[kind] : "a date")} that an event announces is {distance}";
        }
    }

    /// <summary>Matches the rule against a date; null when it does not fire. Overtaken and passed dates do not count.</summary>
    /// <param name="row">The date, with the day on which it is read.</param>
    /// <remarks>
    /// The subject is the date, its kind and the country pairs, so that an event that is re-keyed, or a later one that repeats the date,
    /// raises no second alert.
    /// </remarks>
    public AlertMatch? Match(UpcomingDate row)
    {
        ArgumentNullException.ThrowIfNull(row);
        int left = row.Date.DayNumber - row.ReadOn.DayNumber;
        if (row.Status != UpcomingStatus.Pending || left > Days || (What is { } kind && row.What != kind))
        {
            return null;
        }

        string subject = row.Pairs.Count == 0
            ? row.EventId
            : string.Join(',', row.UnorderedPairs.Order(StringComparer.Ordinal));
        string when = left switch { 0 => "today", 1 => "tomorrow", _ => $"in {left} days" };
        string date = row.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new AlertMatch(
            this,
            $"{row.Date.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}|{Codes<ScheduleKind>.Of(row.What)}|{subject}",
            $"{Sentences[row.What]} {when}, on {date} ({row.Basis}).",
            row.EventId);
    }

    private static readonly Dictionary<ScheduleKind, string> Titles = new()
    {
        [ScheduleKind.Effective] = "an effective date",
        [ScheduleKind.Deadline] = "a deadline",
        [ScheduleKind.Expiry] = "an expiry",
    };

    private static readonly Dictionary<ScheduleKind, string> Sentences = new()
    {
        [ScheduleKind.Effective] = "A measure takes effect",
        [ScheduleKind.Deadline] = "A deadline ends",
        [ScheduleKind.Expiry] = "Something temporary expires",
    };
}
