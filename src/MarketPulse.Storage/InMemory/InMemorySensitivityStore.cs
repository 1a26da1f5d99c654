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

    public Task<int> SaveAsync(
        string partition, IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            SensitivityProfile[] before = _profiles.Where(profile => profile.PartitionKey == partition);
            int written = _profiles.Replace(
                profile => profile.PartitionKey == partition,
                profiles.Select(profile => (partition, profile)),
                clock.GetUtcNow(),
                Stamp);
            FollowInHistory(before, _profiles.Where(profile => profile.PartitionKey == partition));
            if (written > 0)
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

    public IAsyncEnumerable<SensitivityProfile> ReadSnapshotAsync(DateOnly month, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _history
                .Where(profile => profile.AsOfUtc is { } asOf && asOf.Year == month.Year && asOf.Month == month.Month)
                .ToAsyncEnumerable();
        }
    }

    /// <summary>Brings the snapshots up to date with a change of the current profiles.</summary>
    private void FollowInHistory(SensitivityProfile[] before, SensitivityProfile[] after)
    {
        foreach (SensitivityProfile changed in after.Except(before).Where(profile => profile.AsOfUtc is not null))
        {
            _history.Put(Partition(changed), changed);
        }

        HashSet<(string, string)> kept = [.. after.Select(profile => (profile.PartitionKey, profile.RowKey))];
        string? latest = after.Max(profile => profile.AsOfUtc) is { } time ? Month(time) : null;
        foreach (SensitivityProfile gone in before.Where(profile => !kept.Contains((profile.PartitionKey, profile.RowKey))))
        {
            if (gone.AsOfUtc is { } asOf && Month(asOf) == latest)
            {
                _history.Remove(Partition(gone), gone.RowKey);
            }
        }
    }

    private static string Partition(SensitivityProfile profile) => profile.PartitionKey + "|" + Month(profile.AsOfUtc!.Value);

    private static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);

    private static SensitivityProfile Stamp(SensitivityProfile profile, DateTimeOffset now) => profile with { ModifiedUtc = now };
}
