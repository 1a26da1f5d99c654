using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Pipeline.Ports;

/// <summary>The alerts that rules set off, and what the webhooks have used of their allowance.</summary>
public interface IAlertStore
{
    /// <summary>Stores an alert unless one of its rule and subject is stored.</summary>
    /// <returns>Whether it was stored: whether this caller is the one whose alert counts.</returns>
    Task<bool> AddAsync(Alert alert, CancellationToken cancellationToken);

    /// <summary>The alert; null when there is none.</summary>
    Task<Alert?> FindAsync(string rule, string subject, CancellationToken cancellationToken);

    /// <summary>The alerts of a rule, by subject.</summary>
    IAsyncEnumerable<Alert> ReadAsync(string rule, CancellationToken cancellationToken);

    /// <summary>Replaces an alert, if it still is as <paramref name="known"/>.</summary>
    /// <param name="known">The alert as it was read, or written last.</param>
    /// <param name="next">What it is to be.</param>
    /// <param name="cancellationToken">Stops before the write.</param>
    /// <returns>The alert as it is stored now; null when another changed it meanwhile, and nothing was written.</returns>
    Task<Alert?> ReplaceAsync(Alert known, Alert next, CancellationToken cancellationToken);

    /// <summary>Takes a share of the webhook's allowance.</summary>
    /// <param name="webhook">Name of the webhook.</param>
    /// <param name="perHour">Most alerts in any hour.</param>
    /// <param name="cancellationToken">Stops before the write.</param>
    Task<AlertAdmission> AdmitAsync(string webhook, int perHour, CancellationToken cancellationToken);
}
