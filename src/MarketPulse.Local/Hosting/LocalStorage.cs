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
    public static Task<LocalStorage> OpenAsync(string? dataFolder, string? connection, Action<string> report, CancellationToken cancellationToken)
    {
        if (dataFolder is not null && connection is not null)
        {
            throw CommandError.BadArguments("--data and --storage exclude each other: the first is for the storage that the command starts.");
        }

        return connection is not null
            ? Task.FromResult(new LocalStorage(Checked(connection), server: null))
            : StartAsync(dataFolder ?? DefaultFolder, report, cancellationToken);
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

    private static async Task<LocalStorage> StartAsync(string? dataFolder, Action<string> report, CancellationToken cancellationToken)
    {
        AzuriteServer server = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = dataFolder, Report = report }, cancellationToken);
        return new LocalStorage(server.ConnectionString, server);
    }
}
