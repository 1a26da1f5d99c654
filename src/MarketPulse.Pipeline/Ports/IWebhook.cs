using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Pipeline.Ports;

/// <summary>A webhook that receives alerts.</summary>
public interface IWebhook
{
    /// <summary>Configured name of the webhook.</summary>
    string Name { get; }

    /// <summary>Maximum number of alerts to send to it in any hour.</summary>
    int PerHour { get; }

    /// <summary>
    /// Makes one attempt to send an alert, with the configured timeout. Failures of the receiver are reported in the answer, never thrown.
    /// </summary>
    Task<WebhookAnswer> SendAsync(AlertContent content, CancellationToken cancellationToken);
}
