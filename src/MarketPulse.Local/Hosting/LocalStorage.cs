using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Hosting;

/// <summary>The storage a command works on: one it was given with <c>--storage</c>, or an Azurite that it starts and stops.</summary>
internal sealed class LocalStorage : IAsyncDisposable
{
    private readonly AzuriteServer? _server;

    private LocalStorage(string connectionString, AzuriteServer? server)
    {
        ConnectionString = connectionString;
        _server = server;
    }

    /// <summary>Connection string for the storage clients.</summary>
    public string ConnectionString { get; }

    /// <summary>The folder that keeps the data of commands without <c>--data</c>.</summary>
    public static string DefaultFolder { get; } = Path.Combine(AzuriteOptions.UserFolder, "data");

    /// <summary>Opens the storage that the options name; without any, the user's own.</summary>
    /// <param name="dataFolder">The value of <c>--data</c>, or null.</param>
    /// <param name="connection">The value of <c>--storage</c>, or null.</param>
    /// <param name="report">Told what is being done.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<LocalStorage> OpenAsync(string? dataFolder, string? connection, Action<string> report, CancellationToken cancellationToken)
    {
        if (dataFolder is not null && connection is not null)
        {
            throw CommandError.BadArguments("--data and --storage exclude each other: the first is for the storage that the command starts.");
        }

        if (connection is null)
        {
            return await StartAsync(dataFolder ?? DefaultFolder, report, cancellationToken);
        }

        var storage = new LocalStorage(Checked(connection), server: null);
        await AskOnceAsync(storage.ConnectionString, cancellationToken);
        return storage;
    }

    /// <summary>Starts a storage that is gone when the command ends.</summary>
    public static Task<LocalStorage> OpenTemporaryAsync(Action<string> report, CancellationToken cancellationToken) =>
        StartAsync(dataFolder: null, report, cancellationToken);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Has the clients read the connection string, so that what is wrong with it is told as an argument's fault.</summary>
    private static string Checked(string connection)
    {
        try
        {
            _ = new TableServiceClient(connection);
            _ = new QueueServiceClient(connection);
            _ = new BlobServiceClient(connection);
            return connection;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            throw CommandError.BadArguments($"--storage: this is no connection string of a storage account with tables, queues and blobs ({e.Message.TrimEnd('.')}).");
        }
    }

    /// <summary>Clients try again for ten seconds, which is for a storage that falters; of one that cannot be reached at all the user hears at once.</summary>
    private static async Task AskOnceAsync(string connection, CancellationToken cancellationToken)
    {
        var once = new TableClientOptions();
        once.Retry.MaxRetries = 0;
        try
        {
            await new TableServiceClient(connection, once).QueryAsync(maxPerPage: 1, cancellationToken: cancellationToken).AnyAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 0)
        {
            throw CommandError.Failed(StorageTrouble.Sentence(e)!, e);
        }
        catch (RequestFailedException)
        {
            // It answers: what is wrong the work itself meets, and tries again where that helps.
        }
    }

    private static async Task<LocalStorage> StartAsync(string? dataFolder, Action<string> report, CancellationToken cancellationToken)
    {
        AzuriteServer server = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = dataFolder, Report = report }, cancellationToken);
        return new LocalStorage(server.ConnectionString, server);
    }
}
