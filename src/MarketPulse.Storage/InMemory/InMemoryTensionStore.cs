using System.Globalization;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores article counts and the tension index in memory.</summary>
internal sealed class InMemoryTensionStore(InMemoryChangeMarks marks, TimeProvider clock) : ITensionStore
{
    // Sorts after every character of a key.
    private const string End = "}";

    private readonly Lock _gate = new();
    private readonly InMemoryRows<ArticleCount> _counts = new();
    private readonly InMemoryRows<TensionDay> _days = new();

    public Task SaveCountsAsync(DateOnly from, DateOnly to, IReadOnlyCollection<ArticleCount> counts, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Whatever is removed is in a month between the two, and whatever is written is too.
            for (DateOnly month = new(from.Year, from.Month, 1); month <= to; month = month.AddMonths(1))
            {
                marks.Mark(TableNames.ArticleCounts, Month(month));
            }

            _counts.ReplaceBetween(
                (Month(from), Day(from)), (Month(to), Day(to) + End), counts.Select(count => (count.PartitionKey, count)),
                clock.GetUtcNow(), Stamp);
        }

        return Task.CompletedTask;

        static ArticleCount Stamp(ArticleCount count, DateTimeOffset now) => count with { ModifiedUtc = now };
    }

    public IAsyncEnumerable<ArticleCount> ReadCountsAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _counts.Between(Month(from), Month(to), Day(from), Day(to) + End).ToAsyncEnumerable();
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

    /// <summary>The days of the partitions from <paramref name="first"/> to <paramref name="last"/>, both inclusive, by key.</summary>
    public TensionDay[] ReadIndex(string first, string last)
    {
        lock (_gate)
        {
            return _days.Between(first, last);
        }
    }

    public IAsyncEnumerable<TensionDay> ReadIndexAsync(
        string scope, string value, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            string partition = $"{scope}|{value}|";
            return _days.Between(partition + Year(from), partition + Year(to), Day(from), Day(to)).ToAsyncEnumerable();
        }
    }

    private static string Year(DateOnly date) => date.ToString("yyyy", CultureInfo.InvariantCulture);

    private static string Month(DateOnly date) => date.ToString("yyyyMM", CultureInfo.InvariantCulture);

    private static string Day(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
