using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores the alerts that rules raised and how much of each webhook's allowance is used.</summary>
public interface IAlertStore
{
    /// <summary>Stores an alert unless one with the same rule and subject exists.</summary>
    /// <returns>True if it was stored; false if an alert already existed.</returns>
    Task<bool> AddAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>Finds the alert of a rule on a subject; null when there is none.</summary>
    Task<Alert?> FindAsync(string rule, string subject, CancellationToken cancellationToken);

    /// <summary>Reads the alerts of a rule, by subject.</summary>
    IAsyncEnumerable<Alert> ReadAsync(string rule, CancellationToken cancellationToken);

    /// <summary>Replaces an alert if the stored one still equals <paramref name="known"/>.</summary>
    /// <param name="known">The alert as last read or written.</param>
    /// <param name="next">The alert to store instead.</param>
    /// <param name="cancellationToken">Stops before the write.</param>
    /// <returns>The alert as now stored; null when it was changed in the meantime, in which case nothing is written.</returns>
    Task<Alert?> ReplaceAsync(Alert known, Alert next, CancellationToken cancellationToken);

    /// <summary>Counts one alert against the webhook's hourly allowance.</summary>
    /// <param name="webhook">Name of the webhook.</param>
    /// <param name="perHour">Maximum number of alerts in any hour.</param>
    /// <param name="cancellationToken">Stops before the write.</param>
    Task<AlertAdmission> AdmitAsync(string webhook, int perHour, CancellationToken cancellationToken);
}
