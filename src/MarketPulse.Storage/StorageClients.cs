using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using MarketPulse.Storage.Queues;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage;

/// <summary>
/// The account's clients, made once, when the first request needs them: the start of a host does not wait for them. Names get the installation's prefix here
/// and nowhere else.
/// </summary>
internal sealed class StorageClients
{
    private readonly Lazy<TableServiceClient> _tables;
    private readonly Lazy<BlobServiceClient> _blobs;
    private readonly Lazy<QueueServiceClient> _queues;

    public StorageClients(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;

        // Fixed, because Azurite refuses service versions newer than itself.
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

    public StorageOptions Options { get; }

    /// <summary>What this process sends to queues.</summary>
    public LocalSends LocalSends { get; } = new();

    public bool HasQueues => Options.ConnectionString is not null || Options.QueueServiceUri is not null;

    public TableRows Table(string name) => new(_tables.Value.GetTableClient(Options.NamePrefix + name), Options);

    public TableClient TableClient(string name) => _tables.Value.GetTableClient(Options.NamePrefix + name);

    public BlobContainerClient Container(string name) => _blobs.Value.GetBlobContainerClient(Options.NamePrefix + name);

    public QueueClient Queue(string name) => HasQueues
        ? _queues.Value.GetQueueClient(Options.NamePrefix + name)
        : throw new InvalidOperationException("Storage has no queues: QueueServiceUri is not set.");

    private TClient Create<TClient, TOptions>(TOptions options, Func<string, TOptions, TClient> fromConnection, Func<TOptions, TClient> fromEndpoint) =>
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
