using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Sensitivity profiles, as they stand and as they stood at the end of each month.</summary>
public interface ISensitivityStore
{
    /// <summary>Makes these the profiles: others are removed, those that say the same are left alone.</summary>
    /// <returns>Number of rows written or removed.</returns>
    Task<int> SaveAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken);

    /// <summary>Profiles that match, by key.</summary>
    IAsyncEnumerable<SensitivityProfile> QueryAsync(SensitivityQuery query, CancellationToken cancellationToken);

    /// <summary>Makes these the snapshot of the month of their <see cref="SensitivityProfile.AsOfUtc"/>, in place of an earlier one; profiles without it belong to no month.</summary>
    Task SaveSnapshotAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken);

    /// <summary>The snapshot of a month, by key.</summary>
    IAsyncEnumerable<SensitivityProfile> ReadSnapshotAsync(DateOnly month, CancellationToken cancellationToken);
}
