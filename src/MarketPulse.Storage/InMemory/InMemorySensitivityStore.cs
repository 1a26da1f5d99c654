using System.Globalization;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores profiles and snapshots in memory.</summary>
internal sealed class InMemorySensitivityStore(InMemoryChangeMarks marks, TimeProvider clock) : ISensitivityStore
{
    private readonly Lock _gate = new();
    private readonly InMemoryRows<SensitivityProfile> _profiles = new();
    private readonly InMemoryRows<SensitivityProfile> _history = new();

    public Task<int> SaveAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            string[] partitions = [.. _profiles.Where(_ => true).Concat(profiles).Select(profile => profile.PartitionKey).Distinct()];
            IEnumerable<(string, SensitivityProfile)> rows = profiles.Select(profile => (profile.PartitionKey, profile));
            int written = _profiles.Replace(_ => true, rows, clock.GetUtcNow(), Stamp);
            foreach (string partition in written > 0 ? partitions : [])
            {
                marks.Mark(TableNames.Sensitivity, partition);
            }

            return Task.FromResult(written);
        }
    }

    public IAsyncEnumerable<SensitivityProfile> QueryAsync(SensitivityQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_gate)
        {
            return _profiles.Where(query.Matches).ToAsyncEnumerable();
        }
    }

    public Task SaveSnapshotAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            SensitivityProfile[] dated = [.. profiles.Where(profile => profile.AsOfUtc is not null)];
            HashSet<string> partitions = [.. dated.Select(Partition)];
            _history.Replace(
                profile => partitions.Contains(Partition(profile)),
                dated.Select(profile => (Partition(profile), profile)),
                clock.GetUtcNow(),
                Stamp);
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<SensitivityProfile> ReadSnapshotAsync(DateOnly month, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _history
                .Where(profile => profile.AsOfUtc is { } asOf && asOf.Year == month.Year && asOf.Month == month.Month)
                .ToAsyncEnumerable();
        }
    }

    private static string Partition(SensitivityProfile profile) =>
        profile.PartitionKey + "|" + profile.AsOfUtc!.Value.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    private static SensitivityProfile Stamp(SensitivityProfile profile, DateTimeOffset now) => profile with { ModifiedUtc = now };
}
