using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Webhooks;

namespace MarketPulse.Local.Printing;

/// <summary>A rule, where its alerts go, and how the last one fared.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Kind">What it watches.</param>
/// <param name="FiresWhen">When it fires.</param>
/// <param name="Webhook">Where its alerts go.</param>
/// <param name="Shape">What the receiver reads.</param>
/// <param name="Host">The webhook's host.</param>
/// <param name="Signed">Whether alerts are signed.</param>
/// <param name="Alerts">How often it has fired.</param>
/// <param name="LastFiredUtc">When it last fired.</param>
/// <param name="LastStatus">What became of that alert.</param>
/// <param name="LastReason">Why it fired.</param>
/// <param name="LastOutcome">How the last attempt to send it ended.</param>
internal sealed record AlertRuleState(
    string Rule,
    AlertKind Kind,
    string FiresWhen,
    string Webhook,
    string Shape,
    string Host,
    bool Signed,
    int Alerts,
    DateTimeOffset? LastFiredUtc,
    AlertStatus? LastStatus,
    string? LastReason,
    string? LastOutcome)
{
    public static AlertRuleState Of(AlertRule rule, ConfiguredWebhook webhook, IReadOnlyCollection<Alert> fired)
    {
        Alert? last = fired.MaxBy(alert => alert.FiredUtc);
        return new AlertRuleState(
            rule.Name, rule.Kind, rule.Condition, webhook.Name, webhook.Shape, webhook.Host, webhook.IsSigned, fired.Count, last?.FiredUtc, last?.Status, last?.Reason, last?.Outcome);
    }
}

/// <summary>What came back from a webhook that was tried out.</summary>
/// <param name="Webhook">Its name.</param>
/// <param name="Rule">The rule that was tried; null for none.</param>
/// <param name="Result">Whether it took the alert.</param>
/// <param name="Status">HTTP status; null without an answer.</param>
/// <param name="Answer">The start of the answer.</param>
/// <param name="Outcome">One sentence.</param>
internal sealed record WebhookTry(string Webhook, string? Rule, WebhookResult Result, int? Status, string Answer, string Outcome);

/// <summary>Rules and tries as printed.</summary>
internal static class AlertView
{
    private static readonly IReadOnlyList<ViewColumn<AlertRuleState>> Rules =
    [
        new("rule", row => row.Rule),
        new("fires when", row => row.FiresWhen) { Wraps = true },
        new("webhook", row => row.Webhook),
        new("host", row => row.Host) { DropOrder = 2 },
        new("alerts", row => row.Alerts.ToString(CultureInfo.InvariantCulture)) { Right = true, DropOrder = 1 },
        new("last", row => row.LastStatus is { } status ? Codes<AlertStatus>.Of(status) : ""),
        new("why", row => row.LastStatus is AlertStatus.Failed or AlertStatus.HeldBack ? row.LastOutcome : row.LastReason) { Wraps = true, DropOrder = 3 },
    ];

    private static readonly IReadOnlyList<ViewColumn<WebhookTry>> Tries =
    [
        new("webhook", row => row.Webhook),
        new("result", row => Codes<WebhookResult>.Of(row.Result)) { Style = row => row.Result == WebhookResult.Taken ? "green" : "red" },
        new("status", row => row.Status?.ToString(CultureInfo.InvariantCulture)) { Right = true },
        new("answer", row => row.Answer) { Wraps = true },
    ];

    public static RowSet Of(IEnumerable<AlertRuleState> rules) => RowSet.Of("rules", rules, Rules, title: "Alert rules");

    public static RowSet Of(IEnumerable<WebhookTry> tries) => RowSet.Of("tries", tries, Tries, title: "Tried");
}
