using System.Globalization;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores the parts of the profiles in memory.</summary>
internal sealed class InMemoryProfilePartStore : IProfilePartStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ProfilePart> _parts = new(StringComparer.Ordinal);
    private ProfileRun _run = new();
    private long _versions;

    public Task<IReadOnlyList<ProfilePart>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<ProfilePart>>(
                [.. _parts.Values.Select(part => part with { Profiles = null, Calibrations = null, Reactions = null })]);
        }
    }

    public IAsyncEnumerable<SensitivityProfile> ReadProfilesAsync(string partition, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _parts.Values.SelectMany(part => part.Profiles!).Where(profile => profile.PartitionKey == partition).ToArray()
                .ToAsyncEnumerable();
        }
    }

    public IAsyncEnumerable<Calibration> ReadCalibrationsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _parts.Values.SelectMany(part => part.Calibrations!).ToArray().ToAsyncEnumerable();
        }
    }

    public IAsyncEnumerable<ReactionMember> ReadReactionsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _parts.Values.Select(part => part.Reactions).OfType<ReactionMember>().ToArray().ToAsyncEnumerable();
        }
    }

    public Task<bool> TrySaveAsync(ProfilePart part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(part);
        lock (_gate)
        {
            ProfilePart? stored = _parts.GetValueOrDefault(part.Symbol);
            if (stored?.Version != part.Version)
            {
                return Task.FromResult(false);
            }

            ProfilePart? measured = part.Profiles is null ? stored : part;
            _parts[part.Symbol] = part with
            {
                Profiles = measured?.Profiles ?? [],
                Calibrations = measured?.Calibrations ?? [],
                Reactions = measured?.Reactions,
                Version = NextVersion(),
            };
            return Task.FromResult(true);
        }
    }

    public Task RemoveAsync(IReadOnlyCollection<string> symbols, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (string symbol in symbols)
            {
                _parts.Remove(symbol);
            }
        }

        return Task.CompletedTask;
    }

    public Task<ProfileRun> ReadRunAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_run);
        }
    }

    public Task<ProfileRun?> TrySaveRunAsync(ProfileRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        lock (_gate)
        {
            if (run.Version != _run.Version)
            {
                return Task.FromResult<ProfileRun?>(null);
            }

            _run = run with { Version = NextVersion() };
            return Task.FromResult<ProfileRun?>(_run);
        }
    }

    private string NextVersion() => (++_versions).ToString(CultureInfo.InvariantCulture);
}
