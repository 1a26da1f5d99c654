using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Storage;

/// <summary>Creates what the stores need.</summary>
public sealed class StorageSetup
{
    private readonly StorageClients _clients;

    internal StorageSetup(StorageClients clients) => _clients = clients;

    /// <summary>The tables, each named after the rows it holds.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        TableNames.Articles, TableNames.ArticleIndex, TableNames.TradeEvents, TableNames.EventTags, TableNames.ImpactScores,
        TableNames.InstrumentScores, TableNames.AbnormalReturns, TableNames.Instruments, TableNames.Prices, TableNames.Cursors,
        TableNames.Windows, TableNames.Dates, TableNames.DataStatus, TableNames.Calibration,
        TableNames.ArticleCounts, TableNames.TensionIndex, TableNames.Sensitivity, TableNames.SensitivityHistory,
        TableNames.ScoreLog, TableNames.Analogues, TableNames.Alerts,
    ];

    /// <summary>The blob containers.</summary>
    public static IReadOnlyList<string> Containers => ContainerNames.All;

    /// <summary>Creates tables, queues and containers that do not exist yet; safe to call at every start and from several processes.</summary>
    public Task EnsureCreatedAsync(CancellationToken cancellationToken)
    {
        IEnumerable<Func<Task>> work =
        [
            .. Tables.Select(name => (Func<Task>)(() => _clients.TableClient(name).CreateIfNotExistsAsync(cancellationToken))),
            .. ContainerNames.All.Select(name => (Func<Task>)(() => _clients.Container(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken))),
            .. (_clients.HasQueues ? QueueNames.All : [])
                .SelectMany(name => new[] { name, Queues.PoisonQueue.NameFor(name) })
                .Select(name => (Func<Task>)(() => _clients.Queue(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken))),
        ];
        return Parallel.ForEachAsync(
            work,
            _clients.Options.Parallel(cancellationToken),
            async (create, _) => await create());
    }
}
