using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Scores;

namespace MarketPulse.Storage.InMemory;

/// <summary>The log of scores in this process, by event.</summary>
internal sealed class InMemoryScoreLog : IScoreLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<PackedRows<ImpactScore>>> _events = new(StringComparer.Ordinal);

    /// <summary>Appends scores that the store is about to take, stamped with the time from which they are known.</summary>
    public void Append(string eventId, PackedRows<ImpactScore> scores)
    {
        lock (_gate)
        {
            if (!_events.TryGetValue(eventId, out List<PackedRows<ImpactScore>>? written))
            {
                _events.Add(eventId, written = []);
            }

            written.Add(scores);
        }
    }

    public IAsyncEnumerable<ImpactScore> ReadAsOfAsync(string eventId, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        PackedRows<ImpactScore>[] written;
        lock (_gate)
        {
            written = [.. _events.GetValueOrDefault(eventId, [])];
        }

        return ScoreHistory.Latest(written.SelectMany(scores => scores.Unpack()).Where(row => row.ModifiedUtc <= asOf)).ToArray().ToAsyncEnumerable();
    }
}
