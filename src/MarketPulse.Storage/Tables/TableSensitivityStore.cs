using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Stores profiles in <c>sensitivity</c>, and monthly snapshots in <c>sensitivityhistory</c>.</summary>
internal sealed class TableSensitivityStore(StorageClients clients, TimeProvider clock) : ISensitivityStore
{
    private static readonly EntityMapper<SensitivityProfile> Mapper = EntityMapper<SensitivityProfile>.Instance;

    private readonly TableRows _profiles = clients.Table(TableNames.Sensitivity);
    private readonly TableRows _history = clients.Table(TableNames.SensitivityHistory);

    public Task<int> SaveAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        DateTimeOffset now = clock.GetUtcNow();
        return TableReplacement.ReplaceAsync(_profiles, "", profiles.Select(profile => Mapper.ToEntity(profile, now)), cancellationToken);
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

    public async Task SaveSnapshotAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        DateTimeOffset now = clock.GetUtcNow();
        IEnumerable<IGrouping<string, SensitivityProfile>> partitions = profiles
            .Where(profile => profile.AsOfUtc is not null)
            .GroupBy(profile => $"{profile.PartitionKey}|{Month(profile.AsOfUtc!.Value)}");
        foreach (IGrouping<string, SensitivityProfile> partition in partitions)
        {
            await TableReplacement.ReplaceAsync(
                _history,
                TableFilter.Partition(partition.Key),
                partition.Select(profile => Mapper.ToEntity(profile, partition.Key, profile.RowKey, now)),
                cancellationToken);
        }
    }

    public async IAsyncEnumerable<SensitivityProfile> ReadSnapshotAsync(
        DateOnly month, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string ending = "|" + Month(new DateTimeOffset(month, TimeOnly.MinValue, TimeSpan.Zero));
        await foreach (TableEntity row in _history.QueryAsync("", select: null, cancellationToken))
        {
            if (row.PartitionKey.EndsWith(ending, StringComparison.Ordinal))
            {
                yield return Mapper.FromEntity(row);
            }
        }
    }

    private static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMM", CultureInfo.InvariantCulture);
}
