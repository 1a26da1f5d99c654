using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tests.Profiles;

/// <summary>Does something else before profiles are written for the first time.</summary>
internal sealed class InterruptedSensitivityStore(ISensitivityStore store, Func<Task> interrupt) : ISensitivityStore
{
    /// <summary>How often a write was interrupted.</summary>
    public int Interruptions { get; private set; }

    public async Task<int> SaveAsync(
        string partition, IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken)
    {
        if (Interruptions == 0)
        {
            Interruptions++;
            await interrupt();
        }

        return await store.SaveAsync(partition, profiles, cancellationToken);
    }

    public IAsyncEnumerable<SensitivityProfile> QueryAsync(SensitivityQuery query, CancellationToken cancellationToken) =>
        store.QueryAsync(query, cancellationToken);

    public IAsyncEnumerable<SensitivityProfile> ReadSnapshotAsync(DateOnly month, CancellationToken cancellationToken) =>
        store.ReadSnapshotAsync(month, cancellationToken);
}
