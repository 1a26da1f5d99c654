using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Storage.Queues;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage;

/// <summary>
/// The clients of the storage account. Each is created with the first request that needs it, so that the start of a host does not wait for
/// it. All names get the installation's prefix here.
/// </summary>
internal sealed class StorageClients
{
    private readonly Lazy<TableServiceClient> _tables;
    private readonly Lazy<BlobServiceClient> _blobs;
    private readonly Lazy<QueueServiceClient> _queues;

    public StorageClients(StorageOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        ChangeMarks = new TableChangeMarks(this, clock);

        // Fixed versions, because Azurite refuses service versions that are newer than itself.
        _tables = new Lazy<TableServiceClient>(() => Create(
            WithRetries(new TableClientOptions()),
            (connection, set) => new TableServiceClient(connection, set),
            set => new TableServiceClient(options.TableServiceUri, options.Credential, set)));
        _blobs = new Lazy<BlobServiceClient>(() => Create(
            WithRetries(new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05)),
            (connection, set) => new BlobServiceClient(connection, set),
            set => new BlobServiceClient(options.BlobServiceUri, options.Credential, set)));
        _queues = new Lazy<QueueServiceClient>(() => Create(
            WithRetries(new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_11_05)),
            (connection, set) => new QueueServiceClient(connection, set),
            set => new QueueServiceClient(options.QueueServiceUri, options.Credential, set)));
    }

    /// <summary>The options from which the clients were created.</summary>
    public StorageOptions Options { get; }

    /// <summary>Signals what this process sends to queues.</summary>
    public LocalSends LocalSends { get; } = new();

    /// <summary>Whether the options contain a queue endpoint.</summary>
    public bool HasQueues => Options.ConnectionString is not null || Options.QueueServiceUri is not null;

    /// <summary>The marks of changed partitions, which every write to a marked table goes through.</summary>
    public TableChangeMarks ChangeMarks { get; }

    /// <summary>The rows of a table.</summary>
    public TableRows Table(string name) => new(
        TableClient(name), Options, ChangeMark.Tables.Contains(name, StringComparer.Ordinal) ? new MarkedTable(ChangeMarks, name) : null);

    /// <summary>The client of a table.</summary>
    public TableClient TableClient(string name) => _tables.Value.GetTableClient(Options.NamePrefix + name);

    /// <summary>The client of a blob container.</summary>
    public BlobContainerClient Container(string name) => _blobs.Value.GetBlobContainerClient(Options.NamePrefix + name);

    /// <summary>The client of a queue.</summary>
    public QueueClient Queue(string name) => HasQueues
        ? _queues.Value.GetQueueClient(Options.NamePrefix + name)
        : throw new InvalidOperationException("Storage has no queues: QueueServiceUri is not set.");

    /// <summary>Sends requests for each of the items, as many at once as the options allow.</summary>
    public Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(items, Options.Parallel(cancellationToken), async (item, token) => await action(item, token));

    private TClient Create<TClient, TOptions>(
        TOptions options, Func<string, TOptions, TClient> fromConnection, Func<TOptions, TClient> fromEndpoint) =>
        Options.ConnectionString is { } connection ? fromConnection(connection, options) : fromEndpoint(options);

    private static T WithRetries<T>(T options)
        where T : ClientOptions
    {
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 5;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(10);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        return options;
    }
}
