using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Scores;

namespace MarketPulse.Storage.InMemory;

/// <summary>Keeps the log of scores in memory, by event.</summary>
internal sealed class InMemoryScoreLog : IScoreLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<PackedRows<ImpactScore>>> _events = new(StringComparer.Ordinal);

    /// <summary>Appends scores that are about to be stored, stamped with the time from which they are known.</summary>
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

        IEnumerable<ImpactScore> known = written.SelectMany(scores => scores.Unpack()).Where(row => row.ModifiedUtc <= asOf);
        return ScoreHistory.Latest(known).ToArray().ToAsyncEnumerable();
    }
}
