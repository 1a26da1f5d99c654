using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Scores;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores scores and paths in memory, by event.</summary>
internal sealed class InMemoryScoreStore(InMemoryScoreLog log, InMemoryChangeMarks marks, TimeProvider clock) : IScoreStore
{
    private readonly Lock _gate = new();
    private readonly OrderedMap<string, ScoredEvent> _events = new(StringComparer.Ordinal);

    public IAsyncEnumerable<ImpactScore> ReadEventAsync(string eventId, CancellationToken cancellationToken) =>
        QueryAsync(new ScoreQuery { EventId = eventId }, cancellationToken);

    public Task<int> SaveAsync(
        IReadOnlyCollection<ImpactScore> scores, IReadOnlyCollection<AbnormalReturn> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(paths);
        ILookup<string, AbnormalReturn> pathsOf = paths.ToLookup(path => path.EventId);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            // Every event is compared before any is written, so that a stale run writes nothing.
            ChangedEvent[] changed = [.. scores.GroupBy(score => score.EventId).Select(Compare)];
            foreach (ChangedEvent written in changed.Where(written => written.Scores.Length > 0))
            {
                Write(written, pathsOf[written.EventId], now);
            }

            return Task.FromResult(changed.Sum(written => written.Scores.Length));
        }
    }

    public async Task<int> SetOverlapsAsync(
        IReadOnlyCollection<string> eventIds,
        Func<CancellationToken, Task<IReadOnlyDictionary<string, EventOverlaps>>> count,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventIds);
        ArgumentNullException.ThrowIfNull(count);

        // Counted again until none of the events was written meanwhile, as writing under an ETag does in a table.
        while (true)
        {
            ScoredEvent?[] before = Find(eventIds);
            IReadOnlyDictionary<string, EventOverlaps> overlaps = await count(cancellationToken);
            lock (_gate)
            {
                if (before.SequenceEqual(Find(eventIds), ReferenceEqualityComparer.Instance))
                {
                    DateTimeOffset now = clock.GetUtcNow();
                    return overlaps.Where(ofEvent => eventIds.Contains(ofEvent.Key)).Sum(ofEvent => Set(
                        ofEvent.Key,
                        score => score with { Overlaps = ofEvent.Value.Count(score.Symbol, score.WindowKey) },
                        now));
                }
            }
        }
    }

    public Task<int> SetConfoundersAsync(IReadOnlyCollection<ImpactScore> scores, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scores);
        Dictionary<string, ImpactScore> byKey = scores.ToDictionary(score => score.RowKey, StringComparer.Ordinal);
        lock (_gate)
        {
            DateTimeOffset now = clock.GetUtcNow();
            return Task.FromResult(scores.Select(score => score.EventId).Distinct(StringComparer.Ordinal).Sum(eventId => Set(
                eventId,
                stored => byKey.TryGetValue(stored.RowKey, out ImpactScore? score) && score.Day0 == stored.Day0
                    ? stored with { Confounders = score.Confounders }
                    : stored,
                now)));
        }
    }

    public Task DeleteEventAsync(string eventId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_events.Remove(eventId, out ScoredEvent? scored))
            {
                Mark(eventId, scored.Scores.Unpack());
            }
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
            eventIds = query.EventId is { } id ? [id] : [.. _events.KeysBetween(EventKeys.From(query.From), EventKeys.To(query.To))];
        }

        // One event at a time, so that a large result is never in memory as a whole.
        foreach (string eventId in eventIds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ImpactScore[] found;
            lock (_gate)
            {
                found = _events.TryGetValue(eventId, out ScoredEvent? scored)
                    ? [.. ScoreFilter.InOrder(scored.Scores.Unpack().Where(score => ScoreFilter.Matches(query, score)))]
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
                ? scored.Paths.Unpack().Where(path => symbol is null || path.Symbol == symbol).ToAsyncEnumerable()
                : AsyncEnumerable.Empty<AbnormalReturn>();
        }
    }

    private void Mark(string eventId, IEnumerable<ImpactScore> changed)
    {
        string month = RowKeys.Partition(eventId) ?? "";
        marks.Mark(TableNames.ImpactScores, month);
        marks.Mark(TableNames.AbnormalReturns, month);
        foreach (string symbol in changed.Select(score => score.Symbol).Distinct(StringComparer.Ordinal))
        {
            marks.Mark(TableNames.InstrumentScores, symbol);
        }
    }

    private ScoredEvent?[] Find(IReadOnlyCollection<string> eventIds)
    {
        lock (_gate)
        {
            return [.. eventIds.Select(eventId => _events.TryGetValue(eventId, out ScoredEvent? found) ? found : null)];
        }
    }

    private int Set(string eventId, Func<ImpactScore, ImpactScore> set, DateTimeOffset now)
    {
        if (!_events.TryGetValue(eventId, out ScoredEvent? scored))
        {
            return 0;
        }

        ImpactScore[] stored = scored.Scores.Unpack();
        ImpactScore[] all = Array.ConvertAll(stored, score => set(score));
        ImpactScore[] changed = [.. all.Where((score, i) => score != stored[i]).Select(score => score with { ModifiedUtc = now })];
        if (changed.Length > 0)
        {
            Mark(eventId, changed);
            log.Append(eventId, PackedRows<ImpactScore>.Pack(changed));
            Dictionary<(string, string), ImpactScore> scores = all.Concat(changed).GroupBy(KeyOf).ToDictionary(g => g.Key, g => g.Last());
            _events[eventId] = scored with { Scores = PackedRows<ImpactScore>.Pack([.. scores.Values]) };
        }

        return changed.Length;
    }

    private ChangedEvent Compare(IGrouping<string, ImpactScore> scores)
    {
        Dictionary<(string, string), ImpactScore> stored = _events.TryGetValue(scores.Key, out ScoredEvent? scored)
            ? scored.Scores.Unpack().ToDictionary(KeyOf)
            : [];
        return new ChangedEvent(scores.Key, stored, [.. scores.Where(score => MustWrite(stored.GetValueOrDefault(KeyOf(score)), score))]);
    }

    private void Write(ChangedEvent changed, IEnumerable<AbnormalReturn> paths, DateTimeOffset now)
    {
        (string eventId, Dictionary<(string, string), ImpactScore> scores, ImpactScore[] toWrite) = changed;
        Mark(eventId, toWrite);
        ImpactScore[] stamped = [.. toWrite.Select(score => score with { ModifiedUtc = now })];
        PackedRows<ImpactScore> written = PackedRows<ImpactScore>.Pack(stamped);
        ImpactScore[] news =
        [
            .. stamped.Where(score => !scores.TryGetValue(KeyOf(score), out ImpactScore? known) || !SameFigures(known, score)),
        ];
        if (news.Length > 0)
        {
            log.Append(eventId, news.Length == stamped.Length ? written : PackedRows<ImpactScore>.Pack(news));
        }

        foreach (ImpactScore score in stamped)
        {
            scores[KeyOf(score)] = score;
        }

        HashSet<string> symbols = [.. toWrite.Select(score => score.Symbol)];
        IEnumerable<AbnormalReturn> others = _events.TryGetValue(eventId, out ScoredEvent? scored)
            ? scored.Paths.Unpack().Where(path => !symbols.Contains(path.Symbol))
            : [];
        IEnumerable<AbnormalReturn> own = paths
            .Where(path => symbols.Contains(path.Symbol))
            .Select(path => path with { ModifiedUtc = now });
        IEnumerable<AbnormalReturn> all = others
            .Concat(own)
            .OrderBy(path => path.Symbol + "|", StringComparer.Ordinal)
            .ThenBy(path => path.Day);
        _events[eventId] = new ScoredEvent(
            scores.Count == written.Count ? written : PackedRows<ImpactScore>.Pack([.. scores.Values]),
            PackedRows<AbnormalReturn>.Pack([.. all]));
    }

    private static bool SameFigures(ImpactScore stored, ImpactScore given) => stored == given with
    {
        Revision = stored.Revision,
        BarsThrough = stored.BarsThrough,
        PriceRevision = stored.PriceRevision,
        ModifiedUtc = stored.ModifiedUtc,
    };

    private static (string Symbol, string WindowKey) KeyOf(ImpactScore score) => (score.Symbol, score.WindowKey);

    private static bool MustWrite(ImpactScore? stored, ImpactScore given)
    {
        if (stored is null)
        {
            return true;
        }

        (ScoreVersion ours, ScoreVersion theirs) = (ScoreVersion.From(given), ScoreVersion.From(stored));
        return ours.CompareWith(theirs) switch
        {
            Freshness.Staler => false,
            Freshness.Same => given with { ModifiedUtc = stored.ModifiedUtc } != stored,
            Freshness.Crossed => throw ScoreVersion.Crossed(given.RowKey, ours, theirs),
            _ => true,
        };
    }

    /// <summary>A stored event.</summary>
    /// <param name="Scores">Its scores, shared with the log if all of them were written at once.</param>
    /// <param name="Paths">Its paths, sorted by symbol and day.</param>
    private sealed record ScoredEvent(PackedRows<ImpactScore> Scores, PackedRows<AbnormalReturn> Paths);

    /// <summary>An event that was scored again.</summary>
    /// <param name="EventId">Id of the event.</param>
    /// <param name="Stored">Its stored scores.</param>
    /// <param name="Scores">The new scores that differ from the stored ones.</param>
    private sealed record ChangedEvent(string EventId, Dictionary<(string, string), ImpactScore> Stored, ImpactScore[] Scores);
}
