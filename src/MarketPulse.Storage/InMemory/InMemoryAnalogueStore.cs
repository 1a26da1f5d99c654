using MarketPulse.Core.Analogues;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores analogues in memory, by event.</summary>
internal sealed class InMemoryAnalogueStore(InMemoryChangeMarks marks, TimeProvider clock) : IAnalogueStore
{
    private readonly Lock _gate = new();
    private readonly OrderedMap<string, Analogue[]> _events = new(StringComparer.Ordinal);

    /// <summary>The analogues of the events with ids from <paramref name="first"/> to <paramref name="last"/>, both inclusive.</summary>
    public Analogue[] Read(string first, string last)
    {
        lock (_gate)
        {
            return [.. _events.Between(first, last).SelectMany(analogues => analogues)];
        }
    }

    public IAsyncEnumerable<Analogue> ReadAsync(string eventId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return (_events.TryGetValue(eventId, out Analogue[]? analogues) ? analogues : []).ToAsyncEnumerable();
        }
    }

    public Task SaveAsync(string eventId, IReadOnlyList<Analogue> analogues, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        marks.Mark(TableNames.Analogues, eventId);
        lock (_gate)
        {
            _events[eventId] = [.. analogues.Select(analogue => analogue with { ModifiedUtc = now })];
        }

        return Task.CompletedTask;
    }
}
