using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Stores the ledger in <c>forecasts</c> and outcomes in <c>forecastoutcomes</c>. The links of the chain, its head, and the keys by which
/// the forecasts of an event are found are in one partition, so that they are written together or not at all.
/// </summary>
internal sealed class TableForecastStore(StorageClients clients, TimeProvider clock) : IForecastStore
{
    private static readonly EntityMapper<Forecast> Links = EntityMapper<Forecast>.Instance;
    private static readonly EntityMapper<LedgerHead> Heads = EntityMapper<LedgerHead>.Instance;
    private static readonly EntityMapper<ForecastOutcome> Outcomes = EntityMapper<ForecastOutcome>.Instance;

    private const int MaxAttempts = 20;
    private static readonly string[] KeysOnly = [ColumnNames.PartitionKey, ColumnNames.RowKey];
    private const string HeadKey = "head", SequenceColumn = "sequence", RowsColumn = "rows";

    private readonly TableRows _ledger = clients.Table(TableNames.Forecasts);
    private readonly TableRows _outcomes = clients.Table(TableNames.ForecastOutcomes);

    public async Task<LedgerHead?> FindHeadAsync(CancellationToken cancellationToken) =>
        await FindHeadRowAsync(cancellationToken) is { } row ? Heads.FromEntity(row) : null;

    public async Task<bool> IsLockedAsync(string eventId, int revision, CancellationToken cancellationToken) =>
        await _ledger.FindAsync(Forecast.Ledger, EventKey(eventId, revision), [SequenceColumn], cancellationToken) is not null;

    public async Task<LedgerHead?> TryAppendAsync(IReadOnlyList<Forecast> forecast, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        Forecast first = forecast[0];
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await IsLockedAsync(first.EventId, first.Revision, cancellationToken))
            {
                return null;
            }

            DateTimeOffset now = clock.GetUtcNow();
            TableEntity? stored = await FindHeadRowAsync(cancellationToken);
            LedgerHead before = stored is null ? new LedgerHead { StartedUtc = first.LockedUtc } : Heads.FromEntity(stored);
            IReadOnlyList<Forecast> links = ForecastChain.Seal(forecast, before.Sequence, before.Hash);
            LedgerHead head = before with { Sequence = links[^1].Sequence, Hash = links[^1].Hash };
            TableTransactionAction[] actions =
            [
                GuardedWriter.Put(Heads.ToEntity(head, now), stored),
                Add(new TableEntity(Forecast.Ledger, TableKey.Encode(EventKey(first.EventId, first.Revision)))
                {
                    [SequenceColumn] = links[0].Sequence,
                    [RowsColumn] = links.Count,
                    [ColumnNames.ModifiedUtc] = now,
                }),
                .. links.Select(link => Add(Links.ToEntity(link, now))),
            ];

            // One batch, because a link without the head that follows from it, or the reverse, would look like a forgery.
            if (TableBatches.Split(_ledger.Name, actions).Skip(1).Any())
            {
                throw new InvalidOperationException(
                    $"The forecast of event '{first.EventId}' takes {links.Count} rows, which cannot be written together.");
            }

            if ((await _ledger.TryWriteAsync(actions, cancellationToken)).Count == 0)
            {
                return head;
            }
        }

        throw new IOException($"The ledger was changed by others during {MaxAttempts} attempts to add to it; try again later.");
    }

    public IAsyncEnumerable<Forecast> ReadAsync(CancellationToken cancellationToken) => ReadAsync(1, long.MaxValue, cancellationToken);

    public async IAsyncEnumerable<Forecast> ReadEventAsync(string eventId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.And(TableFilter.Partition(Forecast.Ledger), TableFilter.RowsOf($"event|{eventId}|"));
        List<TableEntity> keys = await _ledger.QueryAsync(filter, select: null, cancellationToken).ToListAsync(cancellationToken);
        foreach (TableEntity key in keys)
        {
            long sequence = key.GetInt64(SequenceColumn)!.Value;
            await foreach (Forecast forecast in ReadAsync(sequence, sequence + key.GetInt32(RowsColumn)!.Value, cancellationToken))
            {
                yield return forecast;
            }
        }
    }

    public async Task AddOutcomesAsync(IReadOnlyCollection<ForecastOutcome> outcomes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        DateTimeOffset now = clock.GetUtcNow();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (IGrouping<(string, long), ForecastOutcome> forecast in
            outcomes.GroupBy(outcome => (outcome.PartitionKey, outcome.Sequence)))
        {
            string filter = TableFilter.And(
                TableFilter.Partition(forecast.Key.Item1), TableFilter.RowsOf($"{Forecast.KeyOf(forecast.Key.Item2)}|"));
            await foreach (TableEntity row in _outcomes.QueryAsync(filter, KeysOnly, cancellationToken))
            {
                known.Add(row.RowKey);
            }
        }

        // Another run may add some of them meanwhile; those that a batch was refused for are added one by one.
        TableEntity[] rows = [.. outcomes.Select(outcome => Outcomes.ToEntity(outcome, now)).Where(row => !known.Contains(row.RowKey))];
        foreach (TableTransactionAction refused in await _outcomes.TryWriteAsync(rows.Select(Add), cancellationToken))
        {
            await _outcomes.TryAddAsync((TableEntity)refused.Entity, cancellationToken);
        }
    }

    public async IAsyncEnumerable<ForecastOutcome> ReadOutcomesAsync(
        DateTimeOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = TableFilter.Partitions(RowKeys.Partition(from), RowKeys.Partition(DateTimeOffset.MaxValue));
        await foreach (TableEntity row in _outcomes.QueryAsync(filter, select: null, cancellationToken))
        {
            ForecastOutcome outcome = Outcomes.FromEntity(row);
            if (outcome.EventTimeUtc >= from)
            {
                yield return outcome;
            }
        }
    }

    private static string EventKey(string eventId, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"event|{eventId}|{revision:D6}");

    private static TableTransactionAction Add(TableEntity row) => new(TableTransactionActionType.Add, row);

    private Task<TableEntity?> FindHeadRowAsync(CancellationToken cancellationToken) =>
        _ledger.FindAsync(Forecast.Ledger, HeadKey, select: null, cancellationToken);

    /// <summary>
    /// Reads the links from one position to another, which is excluded. Keys of links are digits, and others sort after them.
    /// </summary>
    private IAsyncEnumerable<Forecast> ReadAsync(long first, long end, CancellationToken cancellationToken)
    {
        string after = end == long.MaxValue ? ":" : Forecast.KeyOf(end);
        string filter = TableFilter.And(TableFilter.Partition(Forecast.Ledger), TableFilter.Rows(Forecast.KeyOf(first), after));
        return _ledger.QueryAsync(filter, select: null, cancellationToken).Select(Links.FromEntity);
    }
}
