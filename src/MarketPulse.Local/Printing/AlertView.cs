using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Webhooks;

namespace MarketPulse.Local.Printing;

/// <summary>A rule, where its alerts go, and how the last one ended.</summary>
internal sealed record AlertRuleState
{
    /// <summary>Name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary>What it watches.</summary>
    public required AlertKind Kind { get; init; }

    /// <summary>When it fires.</summary>
    public required string FiresWhen { get; init; }

    /// <summary>Name of the webhook that its alerts go to.</summary>
    public required string Webhook { get; init; }

    /// <summary>Format of the message that the receiver expects.</summary>
    public required string Shape { get; init; }

    /// <summary>Host of the webhook's address.</summary>
    public required string Host { get; init; }

    /// <summary>Whether alerts are signed.</summary>
    public required bool Signed { get; init; }

    /// <summary>How often it has fired.</summary>
    public required int Alerts { get; init; }

    /// <summary>When it last fired; null when never.</summary>
    public DateTimeOffset? LastFiredUtc { get; init; }

    /// <summary>Status of the last alert.</summary>
    public AlertStatus? LastStatus { get; init; }

    /// <summary>Why the last alert was raised.</summary>
    public string? LastReason { get; init; }

    /// <summary>How the last attempt to send it ended.</summary>
    public string? LastOutcome { get; init; }

    /// <summary>The state of a rule, given the alerts that it has raised.</summary>
    public static AlertRuleState FromAlerts(AlertRule rule, ConfiguredWebhook webhook, IReadOnlyCollection<Alert> fired)
    {
        Alert? last = fired.MaxBy(alert => alert.FiredUtc);
        return new AlertRuleState
        {
            Rule = rule.Name,
            Kind = rule.Kind,
            FiresWhen = rule.Condition,
            Webhook = webhook.Name,
            Shape = webhook.Shape,
            Host = webhook.Host,
            Signed = webhook.IsSigned,
            Alerts = fired.Count,
            LastFiredUtc = last?.FiredUtc,
            LastStatus = last?.Status,
            LastReason = last?.Reason,
            LastOutcome = last?.Outcome,
        };
    }
}

/// <summary>Result of a test alert.</summary>
/// <param name="Webhook">Name of the webhook.</param>
/// <param name="Rule">The rule under test; null for none.</param>
/// <param name="Result">Whether the webhook accepted the alert.</param>
/// <param name="Status">HTTP status; null without a response.</param>
/// <param name="Answer">Beginning of the response.</param>
/// <param name="Outcome">The outcome in one sentence.</param>
internal sealed record WebhookTry(string Webhook, string? Rule, WebhookResult Result, int? Status, string Answer, string Outcome);

/// <summary>Alert rules and webhook tests as printed.</summary>
internal static class AlertView
{
    private static readonly IReadOnlyList<ViewColumn<AlertRuleState>> RuleColumns =
    [
        new("rule", row => row.Rule),
        new("fires when", row => row.FiresWhen) { Wraps = true },
        new("webhook", row => row.Webhook),
        new("host", row => row.Host) { DropOrder = 2 },
        new("alerts", row => row.Alerts.ToString(CultureInfo.InvariantCulture)) { Right = true, DropOrder = 1 },
        new("last", row => row.LastStatus is { } status ? Codes<AlertStatus>.Of(status) : ""),
        new("why", row => row.LastStatus is AlertStatus.Failed or AlertStatus.HeldBack ? row.LastOutcome : row.LastReason)
        {
            Wraps = true,
            DropOrder = 3,
        },
    ];

    private static readonly IReadOnlyList<ViewColumn<WebhookTry>> TryColumns =
    [
        new("webhook", row => row.Webhook),
        new("result", row => Codes<WebhookResult>.Of(row.Result)) { Style = row => row.Result == WebhookResult.Taken ? "green" : "red" },
        new("status", row => row.Status?.ToString(CultureInfo.InvariantCulture)) { Right = true },
        new("answer", row => row.Answer) { Wraps = true },
    ];

    public static RowSet Rules(IEnumerable<AlertRuleState> rules) => RowSet.Create("rules", rules, RuleColumns, title: "Alert rules");

    public static RowSet Tries(IEnumerable<WebhookTry> tries) => RowSet.Create("tries", tries, TryColumns, title: "Webhooks tested");
}
