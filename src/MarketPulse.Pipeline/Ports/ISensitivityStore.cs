using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores the current sensitivity profiles and a snapshot of them for each month.</summary>
public interface ISensitivityStore
{
    /// <summary>
    /// Replaces the current profiles of one partition: changed ones are written, equal ones left alone, and all others removed. The
    /// snapshot of the month that <see cref="SensitivityProfile.AsOfUtc"/> gives follows row by row, without being read: a changed profile
    /// replaces that of its month, and a removed one leaves the snapshot of the month of the latest profile. Profiles without that time
    /// have no snapshot.
    /// </summary>
    /// <param name="partition">The partition key of the profiles: window and horizon.</param>
    /// <param name="profiles">All profiles of the partition.</param>
    /// <param name="cancellationToken">Stops between requests; a repeat completes the replacement.</param>
    /// <returns>Number of current rows written or removed.</returns>
    Task<int> SaveAsync(string partition, IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken);

    /// <summary>Reads the profiles that match, by key.</summary>
    IAsyncEnumerable<SensitivityProfile> QueryAsync(SensitivityQuery query, CancellationToken cancellationToken);

    /// <summary>Reads the snapshot of a month, by key.</summary>
    IAsyncEnumerable<SensitivityProfile> ReadSnapshotAsync(DateOnly month, CancellationToken cancellationToken);
}
