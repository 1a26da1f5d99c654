using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Storage.Queues;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage;

/// <summary>The clients of the storage account. All names get the installation's prefix here.</summary>
internal sealed class StorageClients
{
    private readonly TableServiceClient _tables;
    private readonly BlobServiceClient _blobs;
    private readonly QueueServiceClient? _queues;

    public StorageClients(StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;

        // Fixed versions, because Azurite refuses service versions that are newer than itself.
        var tableOptions = WithRetries(new TableClientOptions());
        var blobOptions = WithRetries(new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05));
        var queueOptions = WithRetries(new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_11_05));
        if (options.ConnectionString is { } connection)
        {
            _tables = new TableServiceClient(connection, tableOptions);
            _blobs = new BlobServiceClient(connection, blobOptions);
            _queues = new QueueServiceClient(connection, queueOptions);
        }
        else
        {
            _tables = new TableServiceClient(options.TableServiceUri, options.Credential, tableOptions);
            _blobs = new BlobServiceClient(options.BlobServiceUri, options.Credential, blobOptions);
            _queues = options.QueueServiceUri is null
                ? null
                : new QueueServiceClient(options.QueueServiceUri, options.Credential, queueOptions);
        }
    }

    /// <summary>The options from which the clients were created.</summary>
    public StorageOptions Options { get; }

    /// <summary>Signals what this process sends to queues.</summary>
    public LocalSends LocalSends { get; } = new();

    /// <summary>Whether the options contain a queue endpoint.</summary>
    public bool HasQueues => _queues is not null;

    /// <summary>The rows of a table.</summary>
    public TableRows Table(string name) => new(_tables.GetTableClient(Options.NamePrefix + name), Options.MaxParallelRequests);

    /// <summary>The client of a table.</summary>
    public TableClient TableClient(string name) => _tables.GetTableClient(Options.NamePrefix + name);

    /// <summary>The client of a blob container.</summary>
    public BlobContainerClient Container(string name) => _blobs.GetBlobContainerClient(Options.NamePrefix + name);

    /// <summary>Sends requests for each of the items, as many at once as the options allow.</summary>
    public Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        SideBySide.ForEachAsync(items, Options.MaxParallelRequests, action, cancellationToken);

    /// <summary>The client of a queue.</summary>
    public QueueClient Queue(string name) =>
        (_queues ?? throw new InvalidOperationException("Storage has no queues: QueueServiceUri is not set."))
        .GetQueueClient(Options.NamePrefix + name);

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
