using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Alerts;

/// <summary>
/// An alert raised by a rule, and its delivery status. A rule fires once per subject, because the key of the row consists of both.
/// </summary>
[Table("alerts")]
public sealed record Alert : TableRow
{
    /// <inheritdoc/>
    public override string PartitionKey => Rule;

    /// <inheritdoc/>
    public override string RowKey => Subject;

    /// <summary>Name of the rule.</summary>
    [Column("rule", Example = "strong_events")]
    public required string Rule { get; init; }

    /// <summary>What the rule fired on: an event id, a day of the index, or a silence of a feed.</summary>
    [Column("subject", Example = "20250602T120000Z-1f0c9a3e")]
    public required string Subject { get; init; }

    /// <summary>What the alert is about.</summary>
    [Column("kind", Example = "event")]
    public AlertKind Kind { get; init; }

    /// <summary>
    /// The alert's id: 16 hex digits derived from rule and subject. It is sent with the alert, so that receivers can ignore duplicates.
    /// </summary>
    [Column("alertid", Example = "0f1e2d3c4b5a6978")]
    public string AlertId => IdOf(Rule, Subject);

    /// <summary>The event that the alert is about; null if it is not about an event.</summary>
    [Column("eventid", Example = "20250602T120000Z-1f0c9a3e")]
    public string? EventId { get; init; }

    /// <summary>Why the rule fired.</summary>
    [Column("reason")]
    public string Reason { get; init; } = "";

    /// <summary>Name of the webhook that receives it.</summary>
    [Column("webhook", Example = "desk")]
    public string Webhook { get; init; } = "";

    /// <summary>Delivery status; failed alerts are retried, those held back by the rate limit are never sent.</summary>
    [Column("status", Example = "sent")]
    public AlertStatus Status { get; init; }

    /// <summary>Number of delivery attempts started.</summary>
    [Column("attempts", Unit = "count", Example = "1")]
    public int Attempts { get; init; }

    /// <summary>Number of alerts to the same webhook held back by the rate limit since the previous alert; included in the alert.</summary>
    [Column("heldback", Unit = "count", Example = "0")]
    public int HeldBack { get; init; }

    /// <summary>When the rule fired.</summary>
    [Column("firedutc", Unit = "utc", Example = "2025-06-02T12:01:00Z")]
    public DateTimeOffset FiredUtc { get; init; }

    /// <summary>When the lease of the sender that is delivering it expires; null if no sender holds one.</summary>
    [Column("leaseuntilutc", Unit = "utc")]
    public DateTimeOffset? LeaseUntilUtc { get; init; }

    /// <summary>When the receiver accepted it; null until then.</summary>
    [Column("sentutc", Unit = "utc", Example = "2025-06-02T12:01:02Z")]
    public DateTimeOffset? SentUtc { get; init; }

    /// <summary>How the last attempt ended, in one sentence that contains neither address nor key.</summary>
    [Column("outcome")]
    public string Outcome { get; init; } = "";

    /// <summary>Creates the alert for a rule that fired; its status is <see cref="AlertStatus.Queued"/>.</summary>
    /// <param name="match">The rule and what it fired on.</param>
    /// <param name="now">When the rule fired.</param>
    public static Alert FromMatch(AlertMatch match, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(match);
        return new Alert
        {
            Rule = match.Rule.Name,
            Subject = match.Subject,
            Kind = match.Rule.Kind,
            EventId = match.EventId,
            Reason = match.Reason,
            Webhook = match.Rule.Webhook,
            FiredUtc = now,
        };
    }

    /// <summary>The id of the alert that a rule raises on a subject: 16 hex digits.</summary>
    public static string IdOf(string rule, string subject) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{rule}|{subject}")))[..16];
}

/// <summary>The state of an alert's delivery.</summary>
public enum AlertStatus
{
    /// <summary>No attempt to send it has been made yet.</summary>
    Queued,

    /// <summary>A sender is working on it, or stopped without recording a result.</summary>
    Sending,

    /// <summary>The receiver accepted it.</summary>
    Sent,

    /// <summary>The last attempt failed; the queue or a replay of the dead letters will retry it.</summary>
    Failed,

    /// <summary>Held back by the rate limit: it is stored but never sent.</summary>
    HeldBack,
}
