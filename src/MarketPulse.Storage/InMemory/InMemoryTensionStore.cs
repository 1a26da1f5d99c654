using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores article counts and the tension index in memory.</summary>
internal sealed class InMemoryTensionStore(InMemoryChangeMarks marks, TimeProvider clock) : ITensionStore
{
    private readonly Lock _gate = new();
    private readonly InMemoryRows<ArticleCount> _counts = new();
    private readonly InMemoryRows<TensionDay> _days = new();

    public Task SaveCountsAsync(DateOnly from, DateOnly to, IReadOnlyCollection<ArticleCount> counts, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            IEnumerable<(string, ArticleCount)> rows = counts.Select(count => (count.PartitionKey, count));
            _counts.Replace(count => count.Date >= from && count.Date <= to, rows, clock.GetUtcNow(), Stamp);
        }

        return Task.CompletedTask;

        static ArticleCount Stamp(ArticleCount count, DateTimeOffset now) => count with { ModifiedUtc = now };
    }

    public IAsyncEnumerable<ArticleCount> ReadCountsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _counts.Where(_ => true).ToAsyncEnumerable();
        }
    }

    public Task SaveIndexAsync(IReadOnlyCollection<TensionDay> days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(days);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (TensionDay day in days)
            {
                marks.Mark(TableNames.TensionIndex, day.PartitionKey);
                _days.Put(day.PartitionKey, day with { ModifiedUtc = now });
            }
        }

        return Task.CompletedTask;
    }

    public Task RemoveIndexAsync(IReadOnlyCollection<TensionDay> days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(days);
        lock (_gate)
        {
            foreach (TensionDay day in days)
            {
                marks.Mark(TableNames.TensionIndex, day.PartitionKey);
                _days.Remove(day.PartitionKey, day.RowKey);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Every day of every scope, sorted by key.</summary>
    public TensionDay[] ReadIndex()
    {
        lock (_gate)
        {
            return _days.Where(_ => true);
        }
    }

    public IAsyncEnumerable<TensionDay> ReadIndexAsync(
        string scope, string value, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _days.Where(day => day.Scope == scope && day.Value == value && day.Date >= from && day.Date <= to)
                .ToAsyncEnumerable();
        }
    }
}
