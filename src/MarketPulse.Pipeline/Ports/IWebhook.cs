using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Pipeline.Ports;

/// <summary>An address that takes alerts.</summary>
public interface IWebhook
{
    /// <summary>Configured name.</summary>
    string Name { get; }

    /// <summary>Most alerts that it takes in any hour.</summary>
    int PerHour { get; }

    /// <summary>Sends one alert, once; waits for the answer no longer than configured, and never throws for what the receiver does.</summary>
    Task<WebhookAnswer> SendAsync(AlertContent content, CancellationToken cancellationToken);
}
