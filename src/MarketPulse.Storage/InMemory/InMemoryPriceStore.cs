using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Prices;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores prices in memory.</summary>
internal sealed class InMemoryPriceStore(InMemoryChangeMarks marks) : IPriceStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PriceHistory> _histories = new(StringComparer.Ordinal);

    public Task<PriceHistory?> ReadAsync(string symbol, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_histories.TryGetValue(symbol, out PriceHistory? history)
                ? history with { Bars = Between(history.Bars, from ?? DateOnly.MinValue, to ?? DateOnly.MaxValue) }
                : null);
        }
    }

    private static IReadOnlyList<PriceBar> Between(IReadOnlyList<PriceBar> bars, DateOnly from, DateOnly to)
    {
        int first = bars.Count;
        while (first > 0 && bars[first - 1].Date >= from)
        {
            first--;
        }

        return [.. bars.Skip(first).TakeWhile(bar => bar.Date <= to)];
    }

    public Task<PriceChangeSet> MergeAsync(PriceHistory history, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(history);
        lock (_gate)
        {
            PriceHistory? stored = _histories.GetValueOrDefault(history.Symbol);
            MergedPrices merged = PriceMerge.Merge(stored?.Bars ?? [], history.Bars);
            if (merged.AnythingToStore)
            {
                marks.Mark(TableNames.Prices, history.Symbol);
                _histories[history.Symbol] = history with
                {
                    Bars = merged.Bars,
                    PriceRevision = (stored?.PriceRevision ?? 1) + (merged.Changes.HistoryChanged ? 1 : 0),
                };
            }

            return Task.FromResult(merged.Changes);
        }
    }
}
