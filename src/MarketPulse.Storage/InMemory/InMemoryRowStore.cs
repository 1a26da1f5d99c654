using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>The rows of the other stores in this process as one reader sees them, and the dimensions that are known as a whole.</summary>
internal sealed class InMemoryRowStore(
    IEventStore events, IScoreStore scores, InMemoryAnalogueStore analogues, IDimensionStore dimensions, ISensitivityStore sensitivity,
    InMemoryTensionStore tension, TimeProvider clock)
    : IRowReader, IDimensionWriter
{
    private readonly ConcurrentDictionary<Type, TableRow[]> _dimensions = new();

    public Task ReplaceAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
        where T : TableRow
    {
        DateTimeOffset now = clock.GetUtcNow();
        _dimensions[typeof(T)] = [.. rows.Select(row => row with { ModifiedUtc = now })];
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : TableRow
    {
        List<T> rows = await RowsOf(typeof(T), cancellationToken).Cast<T>().ToListAsync(cancellationToken);
        foreach (StoredRow<T> row in rows
            .Select(row => new StoredRow<T>($"{row.PartitionKey}\n{row.RowKey}", row))
            .Where(row => query.Conditions.All(condition => condition.Matches(row.Row)) && string.CompareOrdinal(row.Position, query.After) > 0)
            .OrderBy(row => row.Position, StringComparer.Ordinal))
        {
            yield return row;
        }
    }

    private IAsyncEnumerable<TableRow> RowsOf(Type type, CancellationToken cancellationToken)
    {
        if (type == typeof(ImpactScore))
        {
            return scores.QueryAsync(new ScoreQuery(), cancellationToken);
        }

        if (type == typeof(SensitivityProfile))
        {
            return sensitivity.QueryAsync(new SensitivityQuery(), cancellationToken);
        }

        if (type == typeof(TensionDay))
        {
            return tension.ReadIndex().ToAsyncEnumerable();
        }

        if (type == typeof(Analogue))
        {
            return analogues.All.ToAsyncEnumerable();
        }

        if (type == typeof(Instrument))
        {
            return dimensions.ReadInstrumentsAsync(cancellationToken);
        }

        IAsyncEnumerable<TradeEvent> all = events.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: true, cancellationToken);
        return type == typeof(TradeEvent) ? all
            : type == typeof(EventTag) ? all.SelectMany(found => EventTag.FromEvent(found).ToAsyncEnumerable())
            : type == typeof(AbnormalReturn) ? all.SelectMany(found => scores.ReadPathsAsync(found.EventId, null, cancellationToken))
            : _dimensions.GetValueOrDefault(type, []).ToAsyncEnumerable();
    }
}
