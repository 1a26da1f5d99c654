using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores corrections in memory.</summary>
internal sealed class InMemoryCorrectionStore(TimeProvider clock) : ICorrectionStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Correction> _corrections = new(StringComparer.Ordinal);

    public Task<bool> AddAsync(Correction correction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(correction);
        lock (_gate)
        {
            return Task.FromResult(_corrections.TryAdd(correction.CorrectionId, correction with { ModifiedUtc = clock.GetUtcNow() }));
        }
    }

    public Task<Correction?> FindAsync(string correctionId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_corrections.GetValueOrDefault(correctionId));
        }
    }

    public IAsyncEnumerable<Correction> ReadAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _corrections.Values.Where(one => one.PublishedUtc >= from && one.PublishedUtc < to).ToArray().ToAsyncEnumerable();
        }
    }

    public Task<Correction?> RevokeAsync(Correction revoked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        lock (_gate)
        {
            if (_corrections.GetValueOrDefault(revoked.CorrectionId) is not { RevokedUtc: null } stored)
            {
                return Task.FromResult(_corrections.GetValueOrDefault(revoked.CorrectionId));
            }

            Correction next = stored with
            {
                RevokedUtc = revoked.RevokedUtc,
                RevokedBy = revoked.RevokedBy,
                RevokedReason = revoked.RevokedReason,
                ModifiedUtc = clock.GetUtcNow(),
            };
            _corrections[next.CorrectionId] = next;
            return Task.FromResult<Correction?>(next);
        }
    }
}
