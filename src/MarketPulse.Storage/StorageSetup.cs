using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Queues;
using MarketPulse.Storage.Schema;

namespace MarketPulse.Storage;

/// <summary>Creates the tables, queues and containers of the stores.</summary>
public sealed class StorageSetup
{
    private readonly StorageClients _clients;
    private readonly IEventLog _log;

    internal StorageSetup(StorageClients clients, IEventLog log) => (_clients, _log) = (clients, log);

    /// <summary>Names of the tables that hold data, all of which a backup contains.</summary>
    public static IReadOnlyList<string> DataTables { get; } =
    [
        TableNames.Articles, TableNames.ArticleIndex, TableNames.TradeEvents, TableNames.EventTags, TableNames.ImpactScores,
        TableNames.InstrumentScores, TableNames.AbnormalReturns, TableNames.Instruments, TableNames.Prices, TableNames.Cursors,
        TableNames.Windows, TableNames.Dates, TableNames.DataStatus, TableNames.Calibration, TableNames.Findings,
        TableNames.ArticleCounts, TableNames.TensionIndex, TableNames.Sensitivity, TableNames.SensitivityHistory,
        TableNames.ScoreLog, TableNames.EventLog, TableNames.Analogues, TableNames.Alerts, TableNames.Corrections,
        TableNames.Forecasts, TableNames.ForecastOutcomes, TableNames.Upcoming,
    ];

    /// <summary>
    /// Names of all tables, including those that are made anew when a backup is restored: the marks of what changed, and the parts of the
    /// profiles.
    /// </summary>
    public static IReadOnlyList<string> Tables { get; } = [.. DataTables, TableNames.ChangeMarks, TableNames.ProfileParts];

    /// <summary>Names of the blob containers.</summary>
    public static IReadOnlyList<string> Containers => ContainerNames.All;

    /// <summary>
    /// Creates the tables, queues and containers that do not exist, upgrades a store that an earlier version wrote, and starts the log of
    /// events. It can be called at every start, and by several processes at once.
    /// </summary>
    public Task EnsureCreatedAsync(CancellationToken cancellationToken) => EnsureCreatedAsync(static _ => { }, cancellationToken);

    /// <summary>The same, with the progress of an upgrade.</summary>
    /// <param name="report">Receives the step of the upgrade, and the number of rows or partitions that it has read.</param>
    /// <param name="cancellationToken">Stops between requests; the next call continues.</param>
    public async Task EnsureCreatedAsync(Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        IEnumerable<string> queues = (_clients.HasQueues ? QueueNames.All : [])
            .SelectMany(name => new[] { name, PoisonQueue.NameFor(name) });
        IEnumerable<Func<CancellationToken, Task>> creations =
        [
            .. Tables.Select(name => Create(token => _clients.TableClient(name).CreateIfNotExistsAsync(token))),
            .. Containers.Select(name => Create(token => _clients.Container(name).CreateIfNotExistsAsync(cancellationToken: token))),
            .. queues.Select(name => Create(token => _clients.Queue(name).CreateIfNotExistsAsync(cancellationToken: token))),
        ];
        await _clients.ForEachAsync(creations, (create, token) => create(token), cancellationToken);
        await new StoreSchema(_clients).UpgradeAsync(report, cancellationToken);
        await _log.StartAsync(cancellationToken);

        static Func<CancellationToken, Task> Create(Func<CancellationToken, Task> create) => create;
    }
}
