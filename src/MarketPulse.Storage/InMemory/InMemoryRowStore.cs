using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Reads the rows of the other in-memory stores, and stores the dimensions that are written as a whole.</summary>
/// <param name="stores">The stores whose rows are read.</param>
/// <param name="marks">Knows which partitions have changed.</param>
/// <param name="clock">Gives the time of writing.</param>
internal sealed class InMemoryRowStore(InMemoryStores stores, InMemoryChangeMarks marks, TimeProvider clock) : IRowReader, IDimensionWriter
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
        // Copies under other keys are read from the rows that they are copies of.
        RowQuery own = query.Table is null ? query : query with { FirstPartition = null, LastPartition = null, FirstRow = null };
        foreach (RowQuery part in await ChangedPartitions.DivideAsync(marks, RowSchema.Of<T>().Table, own, cancellationToken))
        {
            await foreach (T[] rows in ReadGroupsAsync<T>(part, cancellationToken))
            {
                IEnumerable<StoredRow<T>> found = rows
                    .Where(row => IsInRange(part, row) && query.Conditions.All(condition => condition.Matches(row)))
                    .Select(row => new StoredRow<T>($"{row.PartitionKey}\n{row.RowKey}", row))
                    .Where(row => string.CompareOrdinal(row.Position, query.After) > 0)
                    .OrderBy(row => row.Position, StringComparer.Ordinal);
                foreach (StoredRow<T> row in found)
                {
                    yield return row;
                }
            }
        }
    }

    private static bool IsInRange(RowQuery query, TableRow row) =>
        (query.FirstPartition is not { } first
            || (string.CompareOrdinal(row.PartitionKey, first) >= 0
                && string.CompareOrdinal(row.PartitionKey, query.LastPartition ?? first) <= 0))
        && (query.FirstRow is not { } firstRow
            || (string.CompareOrdinal(row.RowKey, firstRow) >= 0
                && string.CompareOrdinal(row.RowKey, query.EndRow ?? firstRow) < 0));

    /// <summary>Reads rows that may match, as groups of which each holds whole partitions that come after those of the last one.</summary>
    private IAsyncEnumerable<T[]> ReadGroupsAsync<T>(RowQuery query, CancellationToken cancellationToken)
        where T : TableRow
    {
        (string first, string last) = (query.FirstPartition ?? "", query.FirstPartition is { } one ? query.LastPartition ?? one : "\uffff");
        if (typeof(T) == typeof(TradeEvent) || typeof(T) == typeof(EventTag) || typeof(T) == typeof(ImpactScore)
            || typeof(T) == typeof(AbnormalReturn))
        {
            return ReadMonthsAsync<T>(query, cancellationToken);
        }

        IAsyncEnumerable<TableRow> rows = typeof(T) switch
        {
            var type when type == typeof(SensitivityProfile) => stores.Sensitivity.QueryAsync(new SensitivityQuery(), cancellationToken),
            var type when type == typeof(TensionDay) => stores.Tension.ReadIndex(first, last).ToAsyncEnumerable(),
            var type when type == typeof(Analogue) => stores.Analogues.Read(first, last).ToAsyncEnumerable(),
            var type when type == typeof(Correction) => stores.Corrections.ReadAsync(
                DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellationToken),
            var type when type == typeof(UpcomingDate) => stores.Upcoming.ReadAsync(
                DateOnly.MinValue, DateOnly.MaxValue, cancellationToken),
            var type when type == typeof(ForecastOutcome) => stores.Forecasts.ReadOutcomesAsync(
                DateTimeOffset.MinValue, cancellationToken),
            var type when type == typeof(Instrument) => stores.Dimensions.ReadInstrumentsAsync(cancellationToken),
            var type => _dimensions.GetValueOrDefault(type, []).ToAsyncEnumerable(),
        };
        return OneGroupAsync(rows.Cast<T>(), cancellationToken);
    }

    private static async IAsyncEnumerable<T[]> OneGroupAsync<T>(
        IAsyncEnumerable<T> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await rows.ToArrayAsync(cancellationToken);
    }

    /// <summary>Reads the rows of events month by month, because the months are their partitions.</summary>
    private async IAsyncEnumerable<T[]> ReadMonthsAsync<T>(RowQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : TableRow
    {
        var month = new List<T>();
        await foreach (T row in ReadEventRowsAsync(typeof(T), query, cancellationToken).Cast<T>())
        {
            if (month.Count > 0 && month[0].PartitionKey != row.PartitionKey)
            {
                yield return [.. month];
                month.Clear();
            }

            month.Add(row);
        }

        yield return [.. month];
    }

    private IAsyncEnumerable<TableRow> ReadEventRowsAsync(Type type, RowQuery query, CancellationToken cancellationToken)
    {
        (DateTimeOffset from, DateTimeOffset to) = PeriodOf(query);
        if (type == typeof(ImpactScore))
        {
            return stores.Scores.QueryAsync(new ScoreQuery { From = from, To = to }, cancellationToken);
        }

        IAsyncEnumerable<TradeEvent> events = stores.Events.ReadAsync(from, to, includeSuperseded: true, cancellationToken);
        return type == typeof(TradeEvent) ? events
            : type == typeof(EventTag) ? events.SelectMany(found => EventTag.FromEvent(found).ToAsyncEnumerable())
            : events.SelectMany(found => stores.Scores.ReadPathsAsync(found.EventId, null, cancellationToken));
    }

    /// <summary>A period of event times that contains all events whose rows a query may return.</summary>
    private static (DateTimeOffset From, DateTimeOffset To) PeriodOf(RowQuery query)
    {
        DateTimeOffset from = DateTimeOffset.MinValue, to = DateTimeOffset.MaxValue;
        if (query.FirstPartition is { } first)
        {
            Narrow(MonthOf(first), MonthOf(query.LastPartition ?? first) is { } last && last < new DateTimeOffset(
                9999, 12, 1, 0, 0, 0, default)
                ? last.AddMonths(1)
                : null);
        }

        if (query.FirstRow is { } row)
        {
            Narrow(TimeOf(row), TimeOf(query.EndRow ?? row) is { } end && end < DateTimeOffset.MaxValue.AddSeconds(-2) ? end.AddSeconds(
                1) : null);
        }

        // The position of a row is its partition and its key, which starts with the id of its event.
        Narrow(query.After?.Split('\n') is [_, var key] ? TimeOf(key) : null, null);
        return (from, to);

        void Narrow(DateTimeOffset? start, DateTimeOffset? end)
        {
            from = start > from ? start.Value : from;
            to = end < to ? end.Value : to;
        }
    }

    private static DateTimeOffset? MonthOf(string partition) => DateTimeOffset.TryParseExact(
        partition, "yyyyMM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset month)
        ? month
        : null;

    private static DateTimeOffset? TimeOf(string rowKey) => RowKeys.Time(rowKey + "}");
}
