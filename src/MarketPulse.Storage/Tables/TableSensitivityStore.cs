using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Stores profiles in <c>sensitivity</c>, and monthly snapshots in <c>sensitivityhistory</c>.</summary>
internal sealed class TableSensitivityStore(StorageClients clients, TimeProvider clock) : ISensitivityStore
{
    private const string AsOfColumn = "asofutc";

    private static readonly EntityMapper<SensitivityProfile> Mapper = EntityMapper<SensitivityProfile>.Instance;

    private readonly TableRows _profiles = clients.Table(TableNames.Sensitivity);
    private readonly TableRows _history = clients.Table(TableNames.SensitivityHistory);

    public async Task<int> SaveAsync(
        string partition, IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        DateTimeOffset now = clock.GetUtcNow();
        IReadOnlyList<TableTransactionAction> changes = await TableReplacement.FindAsync(
            _profiles,
            TableFilter.Partition(partition),
            profiles.Select(profile => Mapper.ToEntity(profile, partition, profile.RowKey, now)),
            cancellationToken);
        string? latest = profiles.Max(profile => profile.AsOfUtc) is { } time ? Month(time) : null;

        // The snapshot before the rows: if this stops in between, the rows still differ and the next call writes both.
        await _history.WriteAsync(changes.Select(change => InHistory(change, latest)).OfType<TableTransactionAction>(), cancellationToken);
        await _profiles.WriteAsync(changes, cancellationToken);
        return changes.Count;
    }

    public async IAsyncEnumerable<SensitivityProfile> QueryAsync(
        SensitivityQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        string filter = TableFilter.And(
            query is { WindowKey: { } window, Horizon: { } horizon } ? TableFilter.Partition($"{window}|{horizon}") : null,
            query.Kind is { } kind ? TableFilter.RowsOf(kind + "|") : null,
            query.Symbol is { } symbol ? TableFilter.Equal(ColumnNames.Symbol, symbol) : null);
        await foreach (TableEntity row in _profiles.QueryAsync(filter, select: null, cancellationToken))
        {
            SensitivityProfile profile = Mapper.FromEntity(row);
            if (query.Matches(profile))
            {
                yield return profile;
            }
        }
    }

    public async IAsyncEnumerable<SensitivityProfile> ReadSnapshotAsync(
        DateOnly month, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string ending = "|" + Month(new DateTimeOffset(month, TimeOnly.MinValue, TimeSpan.Zero));
        foreach (string partition in SensitivityProfile.Partitions)
        {
            string filter = TableFilter.Partition(partition + ending);
            await foreach (TableEntity row in _history.QueryAsync(filter, select: null, cancellationToken))
            {
                yield return Mapper.FromEntity(row);
            }
        }
    }

    /// <summary>What a change of a current row means for the snapshot of its month; null when it concerns none.</summary>
    private static TableTransactionAction? InHistory(TableTransactionAction change, string? latest)
    {
        var row = (TableEntity)change.Entity;
        if (row.GetDateTimeOffset(AsOfColumn) is not { } time)
        {
            return null;
        }

        var snapshot = new TableEntity(row) { PartitionKey = row.PartitionKey + TableKey.Encode("|" + Month(time)) };
        return change.ActionType != TableTransactionActionType.Delete
            ? new TableTransactionAction(TableTransactionActionType.UpsertReplace, snapshot)
            : Month(time) == latest ? new TableTransactionAction(TableTransactionActionType.Delete, snapshot, ETag.All)
            : null;
    }

    private static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);
}
