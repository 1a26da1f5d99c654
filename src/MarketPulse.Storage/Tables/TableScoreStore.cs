using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Scores;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Keeps scores in <c>impactscores</c> by month, their copies in <c>instrumentscores</c> by symbol, one packed row per event, and their
/// paths in <c>abnormalreturns</c>, one packed row per path. Copies, paths and log are written before the score itself. A stored score
/// therefore has them, a repeat needs a single read, and the repeat after a crash completes them.
/// </summary>
internal sealed class TableScoreStore(StorageClients clients, TableScoreLog log, TimeProvider clock) : IScoreStore
{
    private static readonly EntityMapper<ImpactScore> Scores = EntityMapper<ImpactScore>.Instance;
    private static readonly string[] VersionColumns =
    [
        ColumnNames.PartitionKey, ColumnNames.RowKey, ColumnNames.Symbol, ColumnNames.Revision, ColumnNames.BarsThrough,
        ColumnNames.PriceRevision,
    ];

    private readonly TableRows _scores = clients.Table(TableNames.ImpactScores);
    private readonly TableRows _byInstrument = clients.Table(TableNames.InstrumentScores);
    private readonly TableRows _paths = clients.Table(TableNames.AbnormalReturns);
    // Copies of events that are scored side by side go to the same partitions, and paths of a month too: they share transactions.
    private readonly GatheredWriter _gatheredCopies = new(clients.Table(TableNames.InstrumentScores));
    private readonly GatheredWriter _gatheredPaths = new(clients.Table(TableNames.AbnormalReturns));
    private readonly TableRows _instruments = clients.Table(TableNames.Instruments);
    private readonly ScoreColumns _columns = new(clients, log, clock);

    public async IAsyncEnumerable<ImpactScore> ReadEventAsync(string eventId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _scores.QueryEventAsync(eventId, select: null, cancellationToken))
        {
            yield return Scores.FromEntity(row);
        }
    }

    public async Task<int> SaveAsync(
        IReadOnlyCollection<ImpactScore> scores, IReadOnlyCollection<AbnormalReturn> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(paths);
        DateTimeOffset now = clock.GetUtcNow();
        int written = 0;
        foreach (IGrouping<string, ImpactScore> ofEvent in scores.GroupBy(score => score.EventId))
        {
            written += await SaveEventAsync([.. ofEvent], paths.Where(path => path.EventId == ofEvent.Key), now, cancellationToken);
        }

        return written;
    }

    public Task<int> SetOverlapsAsync(
        IReadOnlyCollection<string> eventIds,
        Func<CancellationToken, Task<IReadOnlyDictionary<string, EventOverlaps>>> count,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventIds);
        ArgumentNullException.ThrowIfNull(count);
        return _columns.SetAsync(
            ColumnNames.Overlaps,
            eventIds,
            async token =>
            {
                IReadOnlyDictionary<string, EventOverlaps> overlaps = await count(token);
                return row => overlaps.TryGetValue(row.GetString(ColumnNames.EventId), out EventOverlaps? ofEvent)
                    ? ofEvent.Count(row.GetString(ColumnNames.Symbol), row.GetString(ColumnNames.WindowKey))
                    : null;
            },
            cancellationToken);
    }

    public Task<int> SetConfoundersAsync(IReadOnlyCollection<ImpactScore> scores, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scores);
        Dictionary<string, ImpactScore> byKey = scores.ToDictionary(score => TableKey.Encode(score.RowKey), StringComparer.Ordinal);
        Func<TableEntity, object?> codes = row =>
            byKey.TryGetValue(row.RowKey, out ImpactScore? score) && score.Day0 == Scores.FromEntity(row).Day0 ? score.Confounders : null;
        return _columns.SetAsync(
            ColumnNames.Confounders,
            [.. scores.Select(score => score.EventId).Distinct(StringComparer.Ordinal)],
            _ => Task.FromResult(codes),
            cancellationToken);
    }

    public async Task DeleteEventAsync(string eventId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        if (RowKeys.Partition(eventId) is not { } partition)
        {
            return;
        }

        // A crash may have left copies without a score, which only the watchlist's symbols can find.
        var symbols = new HashSet<string>(StringComparer.Ordinal);
        await foreach (TableEntity row in _scores.QueryEventAsync(eventId, [ColumnNames.Symbol], cancellationToken))
        {
            symbols.Add(row.GetString(ColumnNames.Symbol));
        }

        await foreach (TableEntity row in _instruments.QueryAsync("", [ColumnNames.Symbol], cancellationToken))
        {
            symbols.Add(row.GetString(ColumnNames.Symbol));
        }

        await clients.ForEachAsync(
            symbols,
            (symbol, token) => _byInstrument.DeleteAsync(
                TableFilter.And(TableFilter.Partition(symbol), TableFilter.Equal(ColumnNames.EventId, eventId)), token),
            cancellationToken);
        string ofEvent = TableFilter.And(TableFilter.Partition(partition), TableFilter.RowsOf(eventId + "|"));
        await _paths.DeleteAsync(ofEvent, cancellationToken);
        await _scores.DeleteAsync(ofEvent, cancellationToken);
    }

    public IAsyncEnumerable<ImpactScore> QueryAsync(ScoreQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query is { Symbol: not null, EventId: null }
            ? QueryInstrumentAsync(query, cancellationToken)
            : QueryEventsAsync(query, cancellationToken);
    }

    public async IAsyncEnumerable<AbnormalReturn> ReadPathsAsync(
        string eventId, string? symbol, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IAsyncEnumerable<TableEntity> rows = symbol is null
            ? _paths.QueryEventAsync(eventId, select: null, cancellationToken)
            : FindPathAsync(eventId, symbol, cancellationToken);
        await foreach (TableEntity row in rows)
        {
            foreach (AbnormalReturn day in PackedPaths.FromEntity(row))
            {
                yield return day;
            }
        }
    }

    internal static ScoreVersion VersionOf(TableEntity row) => new(
        row.GetInt32(ColumnNames.Revision) ?? 0,
        row.GetString(ColumnNames.BarsThrough) is { } bars ? DateOnly.ParseExact(bars, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        row.GetInt32(ColumnNames.PriceRevision) ?? 0);

    /// <summary>Decides about a score: like a copy of it, except that a stored row with the same content stays.</summary>
    private static TableTransactionAction? DecideOnScore(TableEntity row, TableEntity? stored) =>
        stored is not null && RowContent.Same(stored, row) ? null : DecideOnCopy(row, stored);

    /// <summary>
    /// Decides about a copy or a day of a path: it replaces a stored row of the same or an older version and leaves a newer one.
    /// </summary>
    /// <exception cref="StaleRunException">Neither row is the newer one.</exception>
    private static TableTransactionAction? DecideOnCopy(TableEntity row, TableEntity? stored)
    {
        if (stored is null)
        {
            return GuardedWriter.Put(row, stored: null);
        }

        return VersionOf(row).CompareWith(VersionOf(stored)) switch
        {
            Freshness.Staler => null,
            Freshness.Crossed => throw ScoreVersion.Crossed(row.RowKey, VersionOf(row), VersionOf(stored)),
            _ => GuardedWriter.Put(row, stored),
        };
    }

    private async IAsyncEnumerable<TableEntity> FindPathAsync(
        string eventId, string symbol, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (RowKeys.Partition(eventId) is { } partition
            && await _paths.FindAsync(partition, $"{eventId}|{symbol}", select: null, cancellationToken) is { } row)
        {
            yield return row;
        }
    }

    private async Task<int> SaveEventAsync(
        IReadOnlyList<ImpactScore> scores, IEnumerable<AbnormalReturn> paths, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string eventId = scores[0].EventId;
        List<TableEntity> rows = [.. scores.Select(score => Scores.ToEntity(score, now))];
        Task<IReadOnlyCollection<TableEntity>> ReadStored() =>
            ReadAllAsync(_scores.QueryEventAsync(eventId, select: null, cancellationToken));
        IReadOnlyCollection<TableEntity> storedRows = await AreStoredAsync(rows, cancellationToken) ? await ReadStored() : [];
        Dictionary<string, TableEntity> stored = storedRows.ToDictionary(row => row.RowKey);
        List<int> toWrite =
        [
            .. Enumerable.Range(0, rows.Count).Where(i => DecideOnScore(rows[i], stored.GetValueOrDefault(rows[i].RowKey)) is not null),
        ];
        if (toWrite.Count == 0)
        {
            return 0;
        }

        Dictionary<string, TableEntity> current = new(stored, StringComparer.Ordinal);
        toWrite.ForEach(i => current[rows[i].RowKey] = rows[i]);
        TableEntity[] news =
        [
            .. toWrite.Select(i => rows[i])
                .Where(row => !stored.TryGetValue(row.RowKey, out TableEntity? known) || !RowContent.SameFigures(known, row)),
        ];
        HashSet<string> known = [.. storedRows.Select(row => row.GetString(ColumnNames.Symbol))];
        HashSet<string> symbols = [.. toWrite.Select(i => scores[i].Symbol)];
        await Task.WhenAll(
            log.AppendAsync(eventId, news, now, cancellationToken),
            WriteCopiesAsync(
                [.. current.Values.Where(row => symbols.Contains(row.GetString(ColumnNames.Symbol)))], known, cancellationToken),
            WritePathsAsync(eventId, [.. paths.Where(path => symbols.Contains(path.Symbol))], known, now, cancellationToken));
        return await WriteGuardedAsync(
            _scores, [.. toWrite.Select(i => rows[i])], storedRows, _ => ReadStored(), DecideOnScore, cancellationToken);
    }

    /// <summary>
    /// Whether any score of an event is stored. Scores are written in whole transactions, so looking up the first row of each is enough and
    /// costs less than a query. A wrong "no" leads to a conflict and a second attempt, and loses no row.
    /// </summary>
    private async Task<bool> AreStoredAsync(IReadOnlyList<TableEntity> rows, CancellationToken cancellationToken)
    {
        IEnumerable<Task<TableEntity?>> firstRows = rows.Chunk(TableLimits.RowsPerBatch).Select(batch => _scores.FindAsync(
            TableKey.Decode(batch[0].PartitionKey), TableKey.Decode(batch[0].RowKey), [ColumnNames.RowKey], cancellationToken));
        return (await Task.WhenAll(firstRows)).Any(row => row is not null);
    }

    private Task<int> WriteCopiesAsync(IReadOnlyList<TableEntity> scores, HashSet<string> known, CancellationToken cancellationToken)
    {
        string key = PackedCopies.KeyOf(Scores.FromEntity(scores[0]));
        return WriteDependentsAsync(
            _gatheredCopies,
            [.. PackedCopies.Of(scores)],
            known,
            async pending =>
            {
                var stored = new ConcurrentBag<TableEntity>();
                await clients.ForEachAsync(
                    pending.Select(row => row.PartitionKey).Distinct(StringComparer.Ordinal),
                    async (partition, token) =>
                    {
                        if (await _byInstrument.FindAsync(TableKey.Decode(partition), key, VersionColumns, token) is { } row)
                        {
                            stored.Add(row);
                        }
                    },
                    cancellationToken);
                return stored;
            },
            cancellationToken);
    }

    private Task<int> WritePathsAsync(
        string eventId,
        IReadOnlyList<AbnormalReturn> paths,
        HashSet<string> known,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        List<TableEntity> rows = [.. paths.GroupBy(path => path.Symbol).Select(path => PackedPaths.ToEntity(path, now))];
        return WriteDependentsAsync(
            _gatheredPaths,
            rows,
            known,
            _ => ReadAllAsync(_paths.QueryEventAsync(eventId, VersionColumns, cancellationToken)),
            cancellationToken);
    }

    /// <summary>
    /// Writes copies or paths of scores. When none of their symbols was scored before, it adds them without reading first.
    /// </summary>
    private static Task<int> WriteDependentsAsync(
        ITableWriter table,
        IReadOnlyList<TableEntity> rows,
        HashSet<string> known,
        Func<IReadOnlyCollection<TableEntity>, Task<IReadOnlyCollection<TableEntity>>> read,
        CancellationToken cancellationToken)
    {
        bool allNew = !rows.Any(row => known.Contains(row.GetString(ColumnNames.Symbol)));
        return WriteGuardedAsync(table, rows, allNew ? [] : null, read, DecideOnCopy, cancellationToken);
    }

    private static Task<int> WriteGuardedAsync(
        ITableWriter table,
        IReadOnlyCollection<TableEntity> rows,
        IReadOnlyCollection<TableEntity>? storedAtFirst,
        Func<IReadOnlyCollection<TableEntity>, Task<IReadOnlyCollection<TableEntity>>> read,
        Func<TableEntity, TableEntity?, TableTransactionAction?> decide,
        CancellationToken cancellationToken) =>
        GuardedWriter.WriteAsync(
            table,
            rows,
            async pending =>
            {
                IReadOnlyCollection<TableEntity> stored = storedAtFirst ?? await read(pending);
                storedAtFirst = null;
                return stored;
            },
            decide,
            cancellationToken);

    private static async Task<IReadOnlyCollection<TableEntity>> ReadAllAsync(IAsyncEnumerable<TableEntity> rows) =>
        await rows.ToListAsync();

    private async IAsyncEnumerable<ImpactScore> QueryInstrumentAsync(
        ScoreQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The table has the latest first, the answer the earliest.
        string filter = TableFilter.And(
            TableFilter.Partition(query.Symbol!),
            query.From is null && query.To is null
                ? null
                : TableFilter.Rows(
                    RowKeys.Reverse(query.To ?? DateTimeOffset.MaxValue),
                    RowKeys.Reverse(query.From ?? DateTimeOffset.MinValue) + "}"),
            query.ModifiedSince is { } since ? TableFilter.AtOrAfter(ColumnNames.ModifiedUtc, since) : null);
        List<ImpactScore> found = [];
        await foreach (TableEntity row in _byInstrument.QueryAsync(filter, select: null, cancellationToken))
        {
            found.AddRange(PackedCopies.FromEntity(row).Where(score => ScoreFilter.Matches(query, score)));
        }

        foreach (ImpactScore score in ScoreFilter.InOrder(found))
        {
            yield return score;
        }
    }

    private async IAsyncEnumerable<ImpactScore> QueryEventsAsync(
        ScoreQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.EventId is { } id && RowKeys.Partition(id) is null)
        {
            yield break;
        }

        string keys = query.EventId is { } eventId
            ? TableFilter.And(
                TableFilter.Partition(RowKeys.Partition(eventId)!),
                TableFilter.RowsOf(query.Symbol is null ? eventId + "|" : $"{eventId}|{query.Symbol}|"))
            : TableFilter.EventsBetween(query.From, query.To);
        await foreach (TableEntity row in _scores.QueryAsync(TableFilter.And(keys, OtherFilters(query)), select: null, cancellationToken))
        {
            ImpactScore score = Scores.FromEntity(row);
            if (ScoreFilter.Matches(query, score))
            {
                yield return score;
            }
        }
    }

    private static string OtherFilters(ScoreQuery query) => TableFilter.And(
        query.WindowKey is { } window ? TableFilter.Equal(ColumnNames.WindowKey, window) : null,
        query.ModifiedSince is { } since ? TableFilter.AtOrAfter(ColumnNames.ModifiedUtc, since) : null);
}
