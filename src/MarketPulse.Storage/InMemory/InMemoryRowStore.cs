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

/// <summary>Reads the rows of the other in-memory stores, and stores the dimensions that are written as a whole.</summary>
/// <param name="stores">The stores whose rows are read.</param>
/// <param name="clock">Gives the time of writing.</param>
internal sealed class InMemoryRowStore(InMemoryStores stores, TimeProvider clock) : IRowReader, IDimensionWriter
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
        IEnumerable<StoredRow<T>> found = rows
            .Where(row => query.Conditions.All(condition => condition.Matches(row)))
            .Select(row => new StoredRow<T>($"{row.PartitionKey}\n{row.RowKey}", row))
            .Where(row => string.CompareOrdinal(row.Position, query.After) > 0)
            .OrderBy(row => row.Position, StringComparer.Ordinal);
        foreach (StoredRow<T> row in found)
        {
            yield return row;
        }
    }

    private IAsyncEnumerable<TableRow> RowsOf(Type type, CancellationToken cancellationToken)
    {
        if (type == typeof(ImpactScore))
        {
            return stores.Scores.QueryAsync(new ScoreQuery(), cancellationToken);
        }

        if (type == typeof(SensitivityProfile))
        {
            return stores.Sensitivity.QueryAsync(new SensitivityQuery(), cancellationToken);
        }

        if (type == typeof(TensionDay))
        {
            return stores.Tension.ReadIndex().ToAsyncEnumerable();
        }

        if (type == typeof(Analogue))
        {
            return stores.Analogues.All.ToAsyncEnumerable();
        }

        if (type == typeof(Correction))
        {
            return stores.Corrections.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellationToken);
        }

        if (type == typeof(Instrument))
        {
            return stores.Dimensions.ReadInstrumentsAsync(cancellationToken);
        }

        IAsyncEnumerable<TradeEvent> all = stores.Events.ReadAsync(
            DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: true, cancellationToken);
        return type == typeof(TradeEvent) ? all
            : type == typeof(EventTag) ? all.SelectMany(found => EventTag.FromEvent(found).ToAsyncEnumerable())
            : type == typeof(AbnormalReturn) ? all.SelectMany(found => stores.Scores.ReadPathsAsync(found.EventId, null, cancellationToken))
            : _dimensions.GetValueOrDefault(type, []).ToAsyncEnumerable();
    }
}
