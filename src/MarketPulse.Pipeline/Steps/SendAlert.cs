using System.Diagnostics;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Sends one alert to its webhook. The row is claimed before sending and marked afterwards; a claim left by a crash expires. An alert
/// marked as sent is never sent again. If the sender stops after the receiver's answer but before marking the row, the alert is sent again
/// with the same id.
/// </summary>
/// <param name="rules">The configured rules.</param>
/// <param name="webhooks">The configured webhooks.</param>
/// <param name="alerts">Store of the alerts.</param>
/// <param name="compose">Composes the content of the alert.</param>
/// <param name="clock">Current time, for claims and time stamps.</param>
public sealed class SendAlert(
    AlertRules rules, IEnumerable<IWebhook> webhooks, IAlertStore alerts, ComposeAlert compose, TimeProvider clock)
{
    /// <summary>
    /// How long a claim lasts: longer than any attempt may take, and shorter than the period over which the queue retries.
    /// </summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Upper bound of the timeout of a webhook, so that no claim expires during an attempt.</summary>
    public static TimeSpan LongestAttempt { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Sends the alert given by <paramref name="message"/>, unless it has already been sent or held back.</summary>
    /// <exception cref="PermanentFaultException">The rule, webhook or alert is unknown, or the receiver rejected the alert.</exception>
    /// <exception cref="IOException">The receiver is unavailable, or another sender has claimed the alert; try again later.</exception>
    public async Task RunAsync(WorkMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using Activity? step = MarketPulseTelemetry.StartStep("send_alert");
        AlertRule rule = rules.Find(message.Rule ?? "")
            ?? throw new PermanentFaultException(
                "unknown_rule", $"There is no alert rule '{message.Rule}' in the settings; its alert cannot be sent.");
        IWebhook webhook = webhooks.FirstOrDefault(candidate => candidate.Name == rule.Webhook)
            ?? throw new PermanentFaultException(
                "unknown_webhook", $"There is no webhook '{rule.Webhook}' in the settings, but rule '{rule.Name}' refers to it.");
        Alert alert = await alerts.FindAsync(rule.Name, message.Id, cancellationToken)
            ?? throw new PermanentFaultException("unknown_alert", $"Rule '{rule.Name}' has no alert on '{message.Id}'.");
        if (alert.Status is AlertStatus.Sent or AlertStatus.HeldBack)
        {
            return;
        }

        if (alert.LeaseUntilUtc > clock.GetUtcNow())
        {
            throw new IOException(
                $"Alert {alert.AlertId} is claimed by another sender, running or stopped, until {alert.LeaseUntilUtc:O}.");
        }

        AlertContent content = await compose.RunAsync(rule, alert, cancellationToken);
        if (await AdmitAsync(alert, webhook, cancellationToken) is { } admitted)
        {
            Alert claimed = await ClaimAsync(admitted, rule.Webhook, cancellationToken);
            await SendAsync(content with { Alert = claimed }, webhook, cancellationToken);
        }
    }

    /// <summary>
    /// Counts a new alert against the webhook's allowance. Returns null if the allowance is used up and the alert is held back.
    /// </summary>
    private async Task<Alert?> AdmitAsync(Alert alert, IWebhook webhook, CancellationToken cancellationToken)
    {
        if (alert.Status != AlertStatus.Queued)
        {
            return alert;
        }

        AlertAdmission admission = await alerts.AdmitAsync(webhook.Name, webhook.PerHour, cancellationToken);
        if (admission.IsAdmitted)
        {
            return await alerts.ReplaceAsync(alert, alert with { HeldBack = admission.HeldBack }, cancellationToken)
                ?? throw Overtaken(alert);
        }

        string outcome = $"The limit of webhook '{webhook.Name}', {webhook.PerHour} alerts per hour, is reached.";
        Alert heldBack = alert with { Status = AlertStatus.HeldBack, Outcome = outcome };
        if (await alerts.ReplaceAsync(alert, heldBack, cancellationToken) is not null)
        {
            MarketPulseTelemetry.AlertHandled(AlertStatus.HeldBack);
        }

        return null;
    }

    private async Task<Alert> ClaimAsync(Alert alert, string webhook, CancellationToken cancellationToken) => await alerts.ReplaceAsync(
        alert,
        alert with
        {
            Status = AlertStatus.Sending,
            Attempts = alert.Attempts + 1,
            LeaseUntilUtc = clock.GetUtcNow() + Lease,
            Webhook = webhook,
        },
        cancellationToken) ?? throw Overtaken(alert);

    private async Task SendAsync(AlertContent content, IWebhook webhook, CancellationToken cancellationToken)
    {
        WebhookAnswer answer = await webhook.SendAsync(content, cancellationToken);
        Alert claimed = content.Alert with { LeaseUntilUtc = null, Outcome = answer.Outcome };
        Alert marked = answer.Result == WebhookResult.Taken
            ? claimed with { Status = AlertStatus.Sent, SentUtc = clock.GetUtcNow() }
            : claimed with { Status = AlertStatus.Failed };

        // Marked even if the host is shutting down, because the receiver has answered.
        await alerts.ReplaceAsync(content.Alert, marked, CancellationToken.None);
        MarketPulseTelemetry.AlertHandled(marked.Status);
        switch (answer.Result)
        {
            case WebhookResult.Refused:
                throw new PermanentFaultException("webhook_refused", answer.Outcome);
            case WebhookResult.Unavailable:
                throw new IOException(answer.Outcome);
            default:
                return;
        }
    }

    private static IOException Overtaken(Alert alert) => new($"Another sender claimed alert {alert.AlertId} at the same moment.");
}
