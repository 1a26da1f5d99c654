using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Stores corrections in <c>corrections</c>, by the time of the report to which they refer.</summary>
internal sealed class TableCorrectionStore(StorageClients clients, TimeProvider clock) : ICorrectionStore
{
    private static readonly EntityMapper<Correction> Mapper = EntityMapper<Correction>.Instance;

    private readonly TableRows _corrections = clients.Table(TableNames.Corrections);

    public Task<bool> AddAsync(Correction correction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(correction);
        return _corrections.TryAddAsync(Mapper.ToEntity(correction, clock.GetUtcNow()), cancellationToken);
    }

    public async Task<Correction?> FindAsync(string correctionId, CancellationToken cancellationToken) =>
        await FindRowAsync(correctionId, cancellationToken) is { } row ? Mapper.FromEntity(row) : null;

    public async IAsyncEnumerable<Correction> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // An id starts with the time of the report, as that of an event does.
        await foreach (TableEntity row in _corrections.QueryAsync(TableFilter.EventsBetween(from, to), select: null, cancellationToken))
        {
            Correction correction = Mapper.FromEntity(row);
            if (correction.PublishedUtc >= from && correction.PublishedUtc < to)
            {
                yield return correction;
            }
        }
    }

    public async Task<Correction?> RevokeAsync(Correction revoked, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        DateTimeOffset now = clock.GetUtcNow();
        Correction? result = null;
        await GuardedWriter.WriteAsync(
            _corrections,
            [Mapper.ToEntity(revoked, now)],
            async _ => await FindRowAsync(revoked.CorrectionId, cancellationToken) is { } row ? [row] : [],
            (_, stored) =>
            {
                result = stored is null ? null : Mapper.FromEntity(stored);
                if (stored is null || result!.RevokedUtc is not null)
                {
                    return null;
                }

                result = result with
                {
                    RevokedUtc = revoked.RevokedUtc,
                    RevokedBy = revoked.RevokedBy,
                    RevokedReason = revoked.RevokedReason,
                    ModifiedUtc = now,
                };
                return GuardedWriter.Put(Mapper.ToEntity(result, now), stored);
            },
            cancellationToken);
        return result;
    }

    private async Task<TableEntity?> FindRowAsync(string correctionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(correctionId);
        return RowKeys.Partition(correctionId) is { } partition
            ? await _corrections.FindAsync(partition, correctionId, select: null, cancellationToken)
            : null;
    }
}
