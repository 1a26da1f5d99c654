using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Commands;
using MarketPulse.Pipeline;

namespace MarketPulse.Local.Hosting;

/// <summary>The storage of a command: the one given with <c>--storage</c>, or an Azurite that the command starts and stops.</summary>
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

    /// <summary>The data folder of commands without <c>--data</c>.</summary>
    public static string DefaultFolder { get; } = Path.Combine(AzuriteOptions.UserFolder, "data");

    /// <summary>Opens the storage given by the options, or else the user's default storage.</summary>
    /// <param name="dataFolder">The value of <c>--data</c>, or null.</param>
    /// <param name="connection">The value of <c>--storage</c>, or null.</param>
    /// <param name="report">Receives progress messages.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<LocalStorage> OpenAsync(
        string? dataFolder, string? connection, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        CheckTarget(dataFolder, connection);
        if (connection is null)
        {
            return await StartAsync(dataFolder ?? DefaultFolder, report, cancellationToken);
        }

        var storage = new LocalStorage(Checked(connection), server: null);
        await CheckReachableAsync(storage.ConnectionString, cancellationToken);
        return storage;
    }

    /// <summary>Starts a storage that is deleted when the command ends.</summary>
    public static Task<LocalStorage> OpenTemporaryAsync(Action<WorkProgress> report, CancellationToken cancellationToken) =>
        StartAsync(dataFolder: null, report, cancellationToken);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Checks that the options name one storage, for commands that do other work before they open it.</summary>
    /// <exception cref="CommandError">Both are given.</exception>
    public static void CheckTarget(string? dataFolder, string? connection)
    {
        if (dataFolder is not null && connection is not null)
        {
            throw CommandError.BadArguments("--data and --storage cannot be combined: --data is for the storage that the command starts.");
        }
    }

    /// <summary>Lets the clients parse the connection string, so that a malformed one is reported as a wrong argument.</summary>
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
            throw CommandError.BadArguments("--storage: this is not a connection string of a storage account with tables, queues and "
                + $"blobs ({e.Message.TrimEnd('.')}).");
        }
    }

    /// <summary>Makes one request without the retries of the clients, so that unreachable storage is reported at once.</summary>
    private static async Task CheckReachableAsync(string connection, CancellationToken cancellationToken)
    {
        var once = new TableClientOptions();
        once.Retry.MaxRetries = 0;
        try
        {
            await new TableServiceClient(connection, once).QueryAsync(maxPerPage: 1, cancellationToken: cancellationToken)
                .AnyAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 0)
        {
            throw CommandError.Failed(StorageTrouble.Sentence(e)!, e);
        }
        catch (RequestFailedException)
        {
            // The storage responded. The work itself will report the error, after retries where they help.
        }
    }

    private static async Task<LocalStorage> StartAsync(string? dataFolder, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        AzuriteServer server = await AzuriteServer.StartAsync(
            new AzuriteOptions { DataFolder = dataFolder, Report = text => report(text) }, cancellationToken);
        return new LocalStorage(server.ConnectionString, server);
    }
}
