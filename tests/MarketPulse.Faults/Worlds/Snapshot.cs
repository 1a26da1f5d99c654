using System.Globalization;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using MarketPulse.Storage.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Worlds;

/// <summary>
/// All live rows as text, without the columns that may differ between two runs: when and how often a row was written, which bars were there
/// at the time, and under which trace. (Bars that change a figure show in the figure.)
/// </summary>
internal sealed class Snapshot
{
    private static readonly HashSet<string> MayDiffer =
        new(StringComparer.Ordinal)
        {
            "Timestamp", "odata.etag", "modifiedutc", "revision", "barsthrough", "pricerevision", "traceid",
        };
    private static readonly HashSet<string> OwnState = new(StringComparer.Ordinal) { "cursors", "datastatus" };

    private static readonly HashSet<string> Logs = new(StringComparer.Ordinal) { "scorelog", "eventlog" };

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
        foreach (string table in StorageSetup.DataTables.Where(table => !OwnState.Contains(table) && !Logs.Contains(table)))
        {
            TableClient client = service.GetTableClient(prefix + table);
            await foreach (TableEntity row in client.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
            {
                if (table == "instrumentscores")
                {
                    foreach (ImpactScore score in PackedCopies.FromEntity(row))
                    {
                        snapshot.Add(table, score.RowKey, score);
                    }
                }
                else if (table != "tradeevents" || row.GetString("status") == "live")
                {
                    snapshot.Add(table, $"{row.PartitionKey} {row.RowKey}", ColumnsOf(row));
                }
            }
        }

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseStorage(options => (options.ConnectionString, options.NamePrefix) = (connection, prefix));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await snapshot.AddLastKnownAsync(provider, cancellationToken);
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

    // The logs record when each row was known, so their rows differ between runs. What they know at last must be equal.
    private async Task AddLastKnownAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await foreach (TradeEvent found in services.GetRequiredService<IEventLog>()
            .ReadAsOfAsync(DateTimeOffset.MaxValue.AddDays(-1), DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellationToken))
        {
            Add("eventlog", found.EventId, found);
            await foreach (ImpactScore score in services.GetRequiredService<IScoreLog>()
                .ReadAsOfAsync(found.EventId, DateTimeOffset.MaxValue.AddDays(-1), cancellationToken))
            {
                Add("scorelog", score.RowKey, score);
            }
        }
    }

    private static IEnumerable<(string Name, object? Value)> ColumnsOf(TableEntity row) =>
        row.Where(column => column.Value is not (byte[] { Length: 0 } or ""))
            .Select(column => (column.Key, (object?)(column.Value is byte[] bytes ? Convert.ToBase64String(bytes) : column.Value)));

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
