using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores the dates that events announce in memory.</summary>
internal sealed class InMemoryUpcomingStore(TimeProvider clock) : IUpcomingStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, UpcomingDate> _rows = new(StringComparer.Ordinal);

    public IAsyncEnumerable<UpcomingDate> ReadAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _rows.Values.Where(row => row.Date >= first && row.Date <= last).ToArray().ToAsyncEnumerable();
        }
    }

    public Task UpdateAsync(UpcomingChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (UpcomingDate row in change.Put)
            {
                _rows[row.RowKey] = row with { ModifiedUtc = now };
            }

            foreach (UpcomingDate row in change.Removed)
            {
                _rows.Remove(row.RowKey);
            }
        }

        return Task.CompletedTask;
    }
}
