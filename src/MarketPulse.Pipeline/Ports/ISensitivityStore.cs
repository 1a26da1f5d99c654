using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Stores the current sensitivity profiles and a snapshot of them for each month.</summary>
public interface ISensitivityStore
{
    /// <summary>Replaces the current profiles: changed ones are written, equal ones left alone, and all others removed.</summary>
    /// <returns>Number of rows written or removed.</returns>
    Task<int> SaveAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken);

    /// <summary>Reads the profiles that match, by key.</summary>
    IAsyncEnumerable<SensitivityProfile> QueryAsync(SensitivityQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces the snapshot of the month given by <see cref="SensitivityProfile.AsOfUtc"/>. Profiles without it are ignored.
    /// </summary>
    Task SaveSnapshotAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken);

    /// <summary>Reads the snapshot of a month, by key.</summary>
    IAsyncEnumerable<SensitivityProfile> ReadSnapshotAsync(DateOnly month, CancellationToken cancellationToken);
}
