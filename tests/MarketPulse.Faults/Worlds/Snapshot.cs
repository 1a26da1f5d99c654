using System.Globalization;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Worlds;

/// <summary>
/// All live rows as text, without the columns that may differ between two runs: when and how often a row was written, and under which
/// trace.
/// </summary>
internal sealed class Snapshot
{
    private static readonly HashSet<string> MayDiffer =
        new(StringComparer.Ordinal) { "Timestamp", "odata.etag", "modifiedutc", "revision", "traceid" };
    private static readonly HashSet<string> OwnState = new(StringComparer.Ordinal) { "cursors", "datastatus" };

    private const string ScoreLog = "scorelog";

    private readonly SortedDictionary<string, string> _rows = new(StringComparer.Ordinal);

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Number of rows of a table.</summary>
    public int CountOf(string table) => _rows.Keys.Count(key => key.StartsWith(table + " ", StringComparison.Ordinal));

    /// <summary>Reads all tables of an installation from storage.</summary>
    public static async Task<Snapshot> OfTablesAsync(string connection, string prefix, CancellationToken cancellationToken)
    {
        var snapshot = new Snapshot();
        var service = new TableServiceClient(connection);
        foreach (string table in StorageSetup.Tables.Where(table => !OwnState.Contains(table) && table != ScoreLog))
        {
            TableClient client = service.GetTableClient(prefix + table);
            await foreach (TableEntity row in client.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            {
                if (table != "tradeevents" || row.GetString("status") == "live")
                {
                    snapshot.Add(table, $"{row.PartitionKey} {row.RowKey}", ColumnsOf(row));
                }
            }
        }

        await snapshot.AddLastKnownAsync(service.GetTableClient(prefix + ScoreLog), cancellationToken);
        return snapshot;
    }

    /// <summary>Reads events, articles, scores and paths through the stores.</summary>
    public static async Task<Snapshot> OfStoresAsync(IServiceProvider services, World world, CancellationToken cancellationToken)
    {
        var snapshot = new Snapshot();
        IScoreStore scores = services.GetRequiredService<IScoreStore>();
        await foreach (TradeEvent found in services.GetRequiredService<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken))
        {
            snapshot.Add("tradeevents", found.RowKey, found);
            await foreach (AbnormalReturn day in scores.ReadPathsAsync(found.EventId, symbol: null, cancellationToken))
            {
                snapshot.Add("abnormalreturns", day.RowKey, day);
            }
        }

        await foreach (ImpactScore score in scores.QueryAsync(new ScoreQuery(), cancellationToken))
        {
            snapshot.Add("impactscores", score.RowKey, score);
        }

        foreach (Article article in world.Articles)
        {
            StoredArticle? stored = await services.GetRequiredService<IArticleStore>().FindAsync(article.Id, cancellationToken);
            if (stored is not null)
            {
                snapshot.Add("articles", article.Id, stored.ToRow());
            }
        }

        return snapshot;
    }

    /// <summary>One sentence for each row that is missing, unexpected or different.</summary>
    public IReadOnlyList<string> DifferencesFrom(Snapshot expected) =>
    [
        .. expected._rows.Where(row => !_rows.ContainsKey(row.Key)).Select(row => $"missing: {row.Key}"),
        .. _rows.Where(row => !expected._rows.ContainsKey(row.Key)).Select(row => $"not expected: {row.Key}"),
        .. _rows.Where(row => expected._rows.TryGetValue(row.Key, out string? other) && other != row.Value)
            .Select(row => Difference(row.Key, row.Value.Split('\n'), expected._rows[row.Key].Split('\n'))),
    ];

    private static string Difference(string key, string[] found, string[] expected) =>
        $"differs: {key}: {string.Join(", ", found.Except(expected))} instead of {string.Join(", ", expected.Except(found))}";

    // The log records when each score was known, so its rows differ between runs. Its last entries for live events must be equal.
    private async Task AddLastKnownAsync(TableClient log, CancellationToken cancellationToken)
    {
        var last = new Dictionary<string, TableEntity>(StringComparer.Ordinal);
        await foreach (TableEntity row in log.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (_rows.ContainsKey($"tradeevents {row.PartitionKey[..6]} {row.PartitionKey}"))
            {
                last[$"{row.PartitionKey} {row.RowKey[..row.RowKey.LastIndexOf('|')]}"] = row;
            }
        }

        foreach ((string key, TableEntity row) in last)
        {
            Add(ScoreLog, key, ColumnsOf(row).Where(column => column.Name != "RowKey"));
        }
    }

    private static IEnumerable<(string Name, object? Value)> ColumnsOf(TableEntity row) =>
        row.Select(column => (column.Key, (object?)(column.Value is byte[] bytes ? Convert.ToBase64String(bytes) : column.Value)));

    private void Add<T>(string table, string key, T row)
        where T : TableRow =>
        Add(table, key, RowSchema.Of<T>().Columns.Select(column => (
            column.Name, Value: column.Read(row) is IReadOnlyList<string> list ? string.Join('|', list) : column.Read(row))));

    private void Add(string table, string key, IEnumerable<(string Name, object? Value)> columns)
    {
        IEnumerable<string> lines = columns
            .Where(column => !MayDiffer.Contains(column.Name))
            .OrderBy(column => column.Name, StringComparer.Ordinal)
            .Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Name}={column.Value}"));
        _rows.Add($"{table} {key}", string.Join('\n', lines));
    }
}
