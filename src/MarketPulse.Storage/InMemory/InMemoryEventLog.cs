using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Keeps the log of events in memory; complete from the start of the process.</summary>
internal sealed class InMemoryEventLog(TimeProvider clock) : IEventLog
{
    private readonly Lock _gate = new();
    private readonly OrderedMap<string, List<TradeEvent>> _events = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _start = clock.GetUtcNow();

    public Task<DateTimeOffset> StartAsync(CancellationToken cancellationToken) => Task.FromResult(_start);

    public Task<DateTimeOffset?> FindStartAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(_start);

    public IAsyncEnumerable<TradeEvent> ReadAsOfAsync(
        DateTimeOffset asOf, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _events.Between(EventKeys.From(from), EventKeys.To(to))
                .Select(rows => rows.FindLast(row => row.ModifiedUtc <= asOf))
                .OfType<TradeEvent>()
                .Where(row => row.Status == EventStatus.Live
                    && row.EventTimeUtc >= from && (row.EventTimeUtc < to || to == DateTimeOffset.MaxValue))
                .ToArray()
                .ToAsyncEnumerable();
        }
    }

    /// <summary>Appends an event whose facts or status changed, stamped with the time from which it is known.</summary>
    public void Append(TradeEvent changed)
    {
        lock (_gate)
        {
            if (!_events.TryGetValue(changed.EventId, out List<TradeEvent>? rows))
            {
                _events[changed.EventId] = rows = [];
            }

            rows.Add(changed with { OpenUntil = null, OverlapKey = null });
        }
    }
}
