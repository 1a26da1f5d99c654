using System.Collections.Concurrent;
using MarketPulse.Core.Analogues;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores analogues in memory, by event.</summary>
internal sealed class InMemoryAnalogueStore(InMemoryChangeMarks marks, TimeProvider clock) : IAnalogueStore
{
    private readonly ConcurrentDictionary<string, Analogue[]> _events = new(StringComparer.Ordinal);

    /// <summary>The analogues of all events.</summary>
    public IEnumerable<Analogue> All => _events.Values.SelectMany(analogues => analogues);

    public IAsyncEnumerable<Analogue> ReadAsync(string eventId, CancellationToken cancellationToken) =>
        _events.GetValueOrDefault(eventId, []).ToAsyncEnumerable();

    public Task SaveAsync(string eventId, IReadOnlyList<Analogue> analogues, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        marks.Mark(TableNames.Analogues, eventId);
        _events[eventId] = [.. analogues.Select(analogue => analogue with { ModifiedUtc = now })];
        return Task.CompletedTask;
    }
}
