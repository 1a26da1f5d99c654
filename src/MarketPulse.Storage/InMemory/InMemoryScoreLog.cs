using MarketPulse.Core.Impact;
using MarketPulse.Core.Pipeline;
using MarketPulse.Storage.Scores;

namespace MarketPulse.Storage.InMemory;

/// <summary>The log of scores in this process, by event.</summary>
internal sealed class InMemoryScoreLog : IScoreLog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ImpactScore>> _events = new(StringComparer.Ordinal);

    /// <summary>Appends scores that the store is about to take.</summary>
    public void Append(IEnumerable<ImpactScore> scores, DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (ImpactScore score in scores)
            {
                if (!_events.TryGetValue(score.EventId, out List<ImpactScore>? rows))
                {
                    _events.Add(score.EventId, rows = []);
                }

                rows.Add(score with { ModifiedUtc = now });
            }
        }
    }

    public IAsyncEnumerable<ImpactScore> ReadAsOfAsync(string eventId, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _events.TryGetValue(eventId, out List<ImpactScore>? rows)
                ? ScoreHistory.Latest(rows.Where(row => row.ModifiedUtc <= asOf)).ToArray().ToAsyncEnumerable()
                : AsyncEnumerable.Empty<ImpactScore>();
        }
    }
}
