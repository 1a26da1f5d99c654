using System.Diagnostics;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Sends one alert to its webhook. The row is claimed before anything is sent and marked after; a claim that a crash leaves behind runs out. An alert that
/// is marked as sent is never sent again. One whose sender ended between the receiver's answer and the mark is sent once more under the same id.
/// </summary>
/// <param name="rules">The rules.</param>
/// <param name="webhooks">The addresses that take alerts.</param>
/// <param name="alerts">The alerts.</param>
/// <param name="compose">Finds what an alert says.</param>
/// <param name="clock">Times claims.</param>
public sealed class SendAlert(AlertRules rules, IEnumerable<IWebhook> webhooks, IAlertStore alerts, ComposeAlert compose, TimeProvider clock)
{
    /// <summary>How long a claim lasts: longer than any attempt may take, shorter than the queue goes on trying.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest that a webhook may be given to answer, so that no claim runs out during an attempt.</summary>
    public static TimeSpan LongestAttempt { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Sends the alert that <paramref name="message"/> names, unless it was sent or is kept back.</summary>
    /// <exception cref="PermanentFaultException">Rule, webhook or alert is unknown, or the receiver refuses the alert.</exception>
    /// <exception cref="IOException">The receiver is out of reach, or another sender is at work on the alert: to be tried again.</exception>
    public async Task RunAsync(WorkMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using Activity? step = MarketPulseTelemetry.StartStep("send_alert");
        AlertRule rule = rules.Find(message.Rule ?? "")
            ?? throw new PermanentFaultException("unknown_rule", $"There is no alert rule '{message.Rule}' in the settings; its alert cannot be sent.");
        IWebhook webhook = webhooks.FirstOrDefault(candidate => candidate.Name == rule.Webhook)
            ?? throw new PermanentFaultException("unknown_webhook", $"There is no webhook '{rule.Webhook}' in the settings; rule '{rule.Name}' names it.");
        Alert alert = await alerts.FindAsync(rule.Name, message.Id, cancellationToken)
            ?? throw new PermanentFaultException("unknown_alert", $"Rule '{rule.Name}' has set off no alert on '{message.Id}'.");
        if (alert.Status is AlertStatus.Sent or AlertStatus.HeldBack)
        {
            return;
        }

        if (alert.LeaseUntilUtc > clock.GetUtcNow())
        {
            throw new IOException($"Another sender is at work on alert {alert.AlertId} until {alert.LeaseUntilUtc:O}, or ended without a word.");
        }

        AlertContent content = await compose.RunAsync(rule, alert, cancellationToken);
        if (await AdmitAsync(alert, webhook, cancellationToken) is { } admitted)
        {
            Alert claimed = await ClaimAsync(admitted, rule.Webhook, cancellationToken);
            await SendAsync(content with { Alert = claimed }, webhook, cancellationToken);
        }
    }

    /// <summary>Counts a new alert against the webhook's allowance; null when there is none left, and the alert is kept back.</summary>
    private async Task<Alert?> AdmitAsync(Alert alert, IWebhook webhook, CancellationToken cancellationToken)
    {
        if (alert.Status != AlertStatus.Queued)
        {
            return alert;
        }

        AlertAdmission admission = await alerts.AdmitAsync(webhook.Name, webhook.PerHour, cancellationToken);
        if (admission.IsAdmitted)
        {
            return await alerts.ReplaceAsync(alert, alert with { HeldBack = admission.HeldBack }, cancellationToken) ?? throw Overtaken(alert);
        }

        string outcome = $"Webhook '{webhook.Name}' takes {webhook.PerHour} alerts an hour, and had them.";
        if (await alerts.ReplaceAsync(alert, alert with { Status = AlertStatus.HeldBack, Outcome = outcome }, cancellationToken) is not null)
        {
            MarketPulseTelemetry.AlertHandled(AlertStatus.HeldBack);
        }

        return null;
    }

    private async Task<Alert> ClaimAsync(Alert alert, string webhook, CancellationToken cancellationToken) => await alerts.ReplaceAsync(
        alert,
        alert with { Status = AlertStatus.Sending, Attempts = alert.Attempts + 1, LeaseUntilUtc = clock.GetUtcNow() + Lease, Webhook = webhook },
        cancellationToken) ?? throw Overtaken(alert);

    private async Task SendAsync(AlertContent content, IWebhook webhook, CancellationToken cancellationToken)
    {
        WebhookAnswer answer = await webhook.SendAsync(content, cancellationToken);
        Alert claimed = content.Alert with { LeaseUntilUtc = null, Outcome = answer.Outcome };
        Alert marked = answer.Result == WebhookResult.Taken
            ? claimed with { Status = AlertStatus.Sent, SentUtc = clock.GetUtcNow() }
            : claimed with { Status = AlertStatus.Failed };

        // Marked even when the host shuts down meanwhile: the receiver has answered.
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

    private static IOException Overtaken(Alert alert) => new($"Another sender took up alert {alert.AlertId} at the same moment.");
}
