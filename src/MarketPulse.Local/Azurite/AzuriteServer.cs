using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace MarketPulse.Local.Azurite;

/// <summary>
/// Azurite (blobs, queues and tables) as a child process on free loopback ports. It stops when this object is disposed, and also when this
/// process dies, because its standard input then ends.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    /// <summary>Name of the storage account of every server; the key is generated at each start.</summary>
    private const string Account = "devstoreaccount1";

    /// <summary>File in the data folder that holds the process id of the wrapper script.</summary>
    private const string ProcessIdFile = "azurite.pid";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Complaints _complaints;
    private readonly FileStream? _dataLock;

    private AzuriteServer(Process process, Complaints complaints, FileStream? dataLock, string connectionString)
    {
        _process = process;
        _complaints = complaints;
        _dataLock = dataLock;
        ConnectionString = connectionString;
    }

    /// <summary>Connection string for the storage clients.</summary>
    public string ConnectionString { get; }

    /// <summary>Id of the child process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Installs Azurite if necessary, starts it, and returns when it responds.</summary>
    /// <param name="options">Where data and tools are kept.</param>
    /// <param name="cancellationToken">Stops installing or starting; nothing is left running.</param>
    /// <exception cref="AzuriteException">Node.js is missing or too old, npm is offline, or the data folder is in use.</exception>
    public static async Task<AzuriteServer> StartAsync(AzuriteOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        string installation = await AzuriteInstallation.EnsureAsync(options, cancellationToken);
        options.Report("Starting Azurite");
        FileStream? dataLock = options.DataFolder is null ? null : LockData(options.DataFolder);
        Process? process = null;
        try
        {
            if (options.DataFolder is not null)
            {
                await WaitForPredecessorAsync(options.DataFolder, cancellationToken);
            }

            string key = options.AccountKey ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
            process = AzuriteInstallation.Start(StartInfo(installation, options, key), "Node.js");
            var complaints = new Complaints(process);
            Dictionary<string, string> addresses = await WaitUntilReadyAsync(process, complaints, cancellationToken);
            return new AzuriteServer(process, complaints, dataLock, Connection(addresses, key));
        }
        catch
        {
            if (process is not null)
            {
                await StopAsync(process);
            }

            if (dataLock is not null)
            {
                await dataLock.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Closes the services, which saves their data, and waits for the process to end.</summary>
    /// <exception cref="AzuriteException">The data could not be saved.</exception>
    public async ValueTask DisposeAsync()
    {
        bool isClosed = await StopAsync(_process);
        if (_dataLock is not null)
        {
            await _dataLock.DisposeAsync();
        }

        if (!isClosed && _complaints.AboutSaving is { } reason)
        {
            throw new AzuriteException(
                $"{reason}. What was stored since the last save is lost: free some space on the disk, then run the command again.");
        }
    }

    private static ProcessStartInfo StartInfo(string installation, AzuriteOptions options, string key)
    {
        // The SDK sends newer API versions than this Azurite knows; the calls used here are the same in both.
        List<string> arguments =
        [
            Path.Combine(installation, AzuriteInstallation.Script),
            "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--blobPort", "0", "--queuePort", "0", "--tablePort", "0",
        ];
        arguments.AddRange(options.DataFolder is null ? ["--inMemoryPersistence"] : ["--location", Path.GetFullPath(options.DataFolder)]);
        var start = new ProcessStartInfo(options.Node, arguments)
        {
            WorkingDirectory = installation,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{key}";
        start.Environment.Remove("AZURITE_DB");
        return start;
    }

    private static async Task<Dictionary<string, string>> WaitUntilReadyAsync(
        Process process, Complaints complaints, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            if (await process.StandardOutput.ReadLineAsync(patience.Token) is { } ready)
            {
                return JsonSerializer.Deserialize<Dictionary<string, string>>(ready)!;
            }

            await process.WaitForExitAsync(patience.Token);
            throw new AzuriteException($"Azurite did not start: {complaints.Last}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AzuriteException(
                $"Azurite was not ready after {Patience.TotalSeconds:0} s: try again when this machine is less busy.");
        }
    }

    private static string Connection(Dictionary<string, string> addresses, string key) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};"
        + $"BlobEndpoint={addresses["Blob"]}/{Account};"
        + $"QueueEndpoint={addresses["Queue"]}/{Account};"
        + $"TableEndpoint={addresses["Table"]}/{Account};";

    private static FileStream LockData(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AzuriteException($"The data folder {folder} cannot be created ({e.Message}): name another with --data.", e);
        }

        try
        {
            return new FileStream(Path.Combine(folder, "marketpulse.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new AzuriteException(
                $"The data folder {folder} is in use by another marketpulse process: stop it, or name another folder with --data.", e);
        }
    }

    /// <summary>
    /// After a crash of its parent, Azurite keeps saving for a moment: a second one started too early would read half of the data and lose
    /// the rest.
    /// </summary>
    private static async Task WaitForPredecessorAsync(string folder, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, ProcessIdFile);
        string text = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : "";
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            return;
        }

        // The process id may belong to an unrelated process by now, hence the time limit.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeToStop);
        try
        {
            using var predecessor = Process.GetProcessById(id);
            await predecessor.WaitForExitAsync(patience.Token);
        }
        catch (ArgumentException)
        {
            // It has exited.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // An unrelated process, or one that hangs: the lock on the folder protects the data.
        }
    }

    /// <summary>Stops the process. Returns whether it could close its services.</summary>
    private static async Task<bool> StopAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeToStop);
            try
            {
                await process.WaitForExitAsync(patience.Token);
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return false;
            }
        }
    }

    /// <summary>What the process writes to standard error.</summary>
    private sealed class Complaints
    {
        // As snapshot.cjs begins it.
        private const string Saving = "Azurite could not save ";

        private volatile string? _aboutSaving;
        private volatile string _last = "it gave no reason";

        public Complaints(Process process)
        {
            process.ErrorDataReceived += (_, line) => Add(line.Data);
            process.BeginErrorReadLine();
        }

        public string Last => _last;

        /// <summary>Why the last save that failed did; null when all succeeded.</summary>
        public string? AboutSaving => _aboutSaving;

        private void Add(string? line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                return;
            }

            _last = line;
            _aboutSaving = line.StartsWith(Saving, StringComparison.Ordinal) ? line.TrimEnd('.') : _aboutSaving;
        }
    }
}
