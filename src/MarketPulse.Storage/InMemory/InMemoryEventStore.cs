using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.InMemory;

/// <summary>Stores events in memory. Tags are derived from events, so only events are kept.</summary>
internal sealed class InMemoryEventStore(InMemoryEventLog log, InMemoryChangeMarks marks, TimeProvider clock) : IEventStore
{
    private static readonly EntityMapper<TradeEvent> Mapper = EntityMapper<TradeEvent>.Instance;

    private const int RowsAtOnce = 1000;

    private readonly Lock _gate = new();
    private readonly OrderedMap<string, TradeEvent> _events = new(StringComparer.Ordinal);

    public Task<TradeEvent?> FindAsync(string eventId, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_events.TryGetValue(eventId, out TradeEvent? found) ? found : null);
        }
    }

    public async IAsyncEnumerable<TradeEvent> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, bool includeSuperseded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        string after = EventKeys.From(from);

        // Some at a time, as a table does, so that a reader of the first event does not pay for all.
        while (ReadSome(after, EventKeys.To(to)) is { Length: > 0 } some)
        {
            cancellationToken.ThrowIfCancellationRequested();
            after = some[^1].EventId;
            IEnumerable<TradeEvent> matching = some
                .Where(e => e.EventTimeUtc >= from && e.EventTimeUtc < to && (includeSuperseded || e.Status == EventStatus.Live));
            foreach (TradeEvent found in matching)
            {
                yield return found;
            }
        }
    }

    private TradeEvent[] ReadSome(string after, string last)
    {
        lock (_gate)
        {
            return [.. _events.Between(after, last).SkipWhile(e => e.EventId == after).Take(RowsAtOnce)];
        }
    }

    public Task UpdateAsync(IReadOnlyCollection<EventUpdate> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (_gate)
        {
            if (changes.FirstOrDefault(change => !IsAsExpected(change)) is { } overtaken)
            {
                throw new StaleRunException(
                    $"Event {overtaken.Row.EventId} was changed by another run since this one read it, so this one starts over.");
            }

            return SaveAsync([.. changes.Select(change => change.Row)], cancellationToken);
        }
    }

    public Task SaveAsync(IReadOnlyCollection<TradeEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        DateTimeOffset now = clock.GetUtcNow();
        lock (_gate)
        {
            foreach (TradeEvent tradeEvent in events)
            {
                TradeEvent? stored = _events.TryGetValue(tradeEvent.EventId, out TradeEvent? found) ? found : null;
                bool isLater = stored?.OpenUntil > tradeEvent.OpenUntil || tradeEvent.OpenUntil is null;
                TradeEvent next = tradeEvent with
                {
                    OpenUntil = isLater ? stored?.OpenUntil : tradeEvent.OpenUntil,
                    OverlapKey = stored is null ? tradeEvent.OverlapKey : stored.OverlapKey,
                };
                TableEntity row = Mapper.ToEntity(next, now);
                TableEntity? known = stored is null ? null : Mapper.ToEntity(stored, now);
                if (known is null || !RowContent.Same(known, row))
                {
                    Put(next with { ModifiedUtc = now });
                }

                if (known is null || !RowContent.SameFacts(known, row))
                {
                    log.Append(next with { ModifiedUtc = now });
                }
            }
        }

        return Task.CompletedTask;
    }

    public Task RestoreTagsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> TrySetScoredAsync(TradeEvent read, DateOnly? openUntil, string overlapKey, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        lock (_gate)
        {
            if (!_events.TryGetValue(read.EventId, out TradeEvent? stored))
            {
                return Task.FromResult(false);
            }

            bool isUnchanged = stored.OverlapKey == read.OverlapKey;
            if (isUnchanged || openUntil is not null)
            {
                Put(stored with
                {
                    OpenUntil = openUntil ?? stored.OpenUntil,
                    OverlapKey = isUnchanged ? overlapKey : stored.OverlapKey,
                    ModifiedUtc = clock.GetUtcNow(),
                });
            }

            return Task.FromResult(isUnchanged);
        }
    }

    private void Put(TradeEvent row)
    {
        marks.Mark(TableNames.TradeEvents, row.PartitionKey);
        marks.Mark(TableNames.EventTags, row.PartitionKey);
        _events[row.EventId] = row;
    }

    private bool IsAsExpected(EventUpdate change)
    {
        return _events.TryGetValue(change.Row.EventId, out TradeEvent? stored)
            ? IsStored(change.Row) || (change.Before is { } before && IsStored(before))
            : change.Before is null;

        bool IsStored(TradeEvent row) => RowContent.Same(
            Mapper.ToEntity(stored, default),
            Mapper.ToEntity(row with { OpenUntil = stored.OpenUntil, OverlapKey = stored.OverlapKey }, default));
    }
}
