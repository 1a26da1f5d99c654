using MarketPulse.Core.Impact;
using MarketPulse.Core.Pipeline;
using MarketPulse.Storage.Scores;

namespace MarketPulse.Storage.InMemory;

/// <summary>Scores and paths in this process, by event.</summary>
internal sealed class InMemoryScoreStore(InMemoryScoreLog log, TimeProvider clock) : IScoreStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ScoredEvent> _events = new(StringComparer.Ordinal);

    public IAsyncEnumerable<ImpactScore> ReadEventAsync(string eventId, CancellationToken cancellationToken) =>
        QueryAsync(new ScoreQuery { EventId = eventId }, cancellationToken);

    public Task<int> SaveAsync(
        IReadOnlyCollection<ImpactScore> scores, IReadOnlyCollection<AbnormalReturn> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(paths);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            List<ImpactScore> toWrite = [.. scores.Where(score => MustWrite(_events.GetValueOrDefault(score.EventId)?.Scores.GetValueOrDefault((score.Symbol, score.WindowKey)), score))];
            log.Append(toWrite, now);
            ILookup<(string, string), AbnormalReturn> pathOf = paths.ToLookup(path => (path.EventId, path.Symbol));
            foreach (IGrouping<(string EventId, string Symbol), ImpactScore> written in toWrite.GroupBy(score => (score.EventId, score.Symbol)))
            {
                if (!_events.TryGetValue(written.Key.EventId, out ScoredEvent? scored))
                {
                    _events.Add(written.Key.EventId, scored = new ScoredEvent());
                }

                foreach (ImpactScore score in written)
                {
                    scored.Scores[(score.Symbol, score.WindowKey)] = score with { ModifiedUtc = now };
                }

                scored.Paths[written.Key.Symbol] = [.. pathOf[written.Key].OrderBy(day => day.Day).Select(day => day with { ModifiedUtc = now })];
            }

            return Task.FromResult(toWrite.Count);
        }
    }

    public Task DeleteEventAsync(string eventId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _events.Remove(eventId);
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<ImpactScore> QueryAsync(
        ScoreQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await Task.CompletedTask;
        string[] eventIds;
        lock (_gate)
        {
            eventIds = query.EventId is { } id ? [id] : [.. _events.Keys];
        }

        // Event by event, so that a large answer is never held as a whole.
        foreach (string eventId in eventIds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ImpactScore[] found;
            lock (_gate)
            {
                found = _events.TryGetValue(eventId, out ScoredEvent? scored)
                    ? [.. ScoreFilter.InOrder(scored.Scores.Values.Where(score => ScoreFilter.Matches(query, score)))]
                    : [];
            }

            foreach (ImpactScore score in found)
            {
                yield return score;
            }
        }
    }

    public IAsyncEnumerable<AbnormalReturn> ReadPathsAsync(string eventId, string? symbol, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _events.TryGetValue(eventId, out ScoredEvent? scored)
                ? scored.Paths
                    .Where(path => symbol is null || path.Key == symbol)
                    .OrderBy(path => path.Key + "|", StringComparer.Ordinal)
                    .SelectMany(path => path.Value)
                    .ToArray()
                    .ToAsyncEnumerable()
                : AsyncEnumerable.Empty<AbnormalReturn>();
        }
    }

    private static bool MustWrite(ImpactScore? stored, ImpactScore given) => stored is null || ScoreVersion.Of(given).Against(ScoreVersion.Of(stored)) switch
    {
        Freshness.Staler => false,
        Freshness.Same => given with { ModifiedUtc = stored.ModifiedUtc } != stored,
        Freshness.Crossed => throw new StaleRunException(
            $"Row '{given.RowKey}' was scored from {ScoreVersion.Of(given)}; stored is {ScoreVersion.Of(stored)}. Score the event again."),
        _ => true,
    };

    private sealed class ScoredEvent
    {
        public Dictionary<(string Symbol, string WindowKey), ImpactScore> Scores { get; } = [];

        public Dictionary<string, AbnormalReturn[]> Paths { get; } = new(StringComparer.Ordinal);
    }
}
