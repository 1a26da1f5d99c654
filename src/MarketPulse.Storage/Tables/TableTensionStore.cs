using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>Stores article counts in <c>articlecounts</c>, and the tension index in <c>tensionindex</c>.</summary>
internal sealed class TableTensionStore(StorageClients clients, TimeProvider clock) : ITensionStore
{
    private static readonly EntityMapper<ArticleCount> Counts = EntityMapper<ArticleCount>.Instance;
    private static readonly EntityMapper<TensionDay> Days = EntityMapper<TensionDay>.Instance;

    private readonly TableRows _counts = clients.Table(TableNames.ArticleCounts);
    private readonly TableRows _index = clients.Table(TableNames.TensionIndex);

    public Task SaveCountsAsync(DateOnly from, DateOnly to, IReadOnlyCollection<ArticleCount> counts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(counts);
        DateTimeOffset now = clock.GetUtcNow();
        return TableReplacement.ReplaceAsync(
            _counts, CountsOf(from, to), counts.Select(count => Counts.ToEntity(count, now)), cancellationToken);
    }

    public async IAsyncEnumerable<ArticleCount> ReadCountsAsync(
        DateOnly from, DateOnly to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _counts.QueryAsync(CountsOf(from, to), select: null, cancellationToken))
        {
            yield return Counts.FromEntity(row);
        }
    }

    public Task SaveIndexAsync(IReadOnlyCollection<TensionDay> days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(days);
        DateTimeOffset now = clock.GetUtcNow();
        return _index.WriteAsync(
            days.Select(day => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Days.ToEntity(day, now))),
            cancellationToken);
    }

    public Task RemoveIndexAsync(IReadOnlyCollection<TensionDay> days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(days);
        return _index.WriteAsync(
            days.Select(day => new TableTransactionAction(
                TableTransactionActionType.Delete,
                new TableEntity(TableKey.Encode(day.PartitionKey), TableKey.Encode(day.RowKey)),
                ETag.All)),
            cancellationToken);
    }

    public async IAsyncEnumerable<TensionDay> ReadIndexAsync(
        string scope, string value, DateOnly from, DateOnly to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string partition = $"{scope}|{value}|";
        bool isAll = from == DateOnly.MinValue && to == DateOnly.MaxValue;
        string filter = TableFilter.And(
            TableFilter.Partitions(partition + Year(from), partition + Year(to)), isAll ? null : Between(from, to));
        await foreach (TableEntity row in _index.QueryAsync(filter, select: null, cancellationToken))
        {
            yield return Days.FromEntity(row);
        }
    }

    private static string Year(DateOnly date) => date.Year.ToString("D4", CultureInfo.InvariantCulture);

    // Counts have months as partitions, and row keys that start with their day.
    private static string CountsOf(DateOnly from, DateOnly to) => from == DateOnly.MinValue && to == DateOnly.MaxValue
        ? ""
        : TableFilter.And(TableFilter.Partitions(Key(from)[..6], Key(to)[..6]), TableFilter.Rows(Key(from), Key(to) + "}"));

    // Days of the index have their date as row key.
    private static string Between(DateOnly from, DateOnly to) => TableFilter.Rows(Key(from), Key(to) + "!");

    private static string Key(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
