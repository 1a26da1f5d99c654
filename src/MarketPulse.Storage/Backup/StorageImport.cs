using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Schema;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.Backup;

/// <summary>
/// Restores a backup into an empty store. All files are checked before the first row is written. A blob marks the store until the import is
/// complete, so that an import that was interrupted can be repeated.
/// </summary>
public sealed class StorageImport
{
    private const int RowsAtOnce = 2000;
    private const int BytesAtOnce = 16 * 1024 * 1024;
    private const string MarkerName = "import";

    private readonly StorageClients _clients;
    private readonly IEventLog _log;
    private readonly BlobClient _marker;

    internal StorageImport(StorageClients clients, IEventLog log)
    {
        _clients = clients;
        _log = log;
        _marker = clients.Container(ContainerNames.Locks).GetBlobClient(MarkerName);
    }

    /// <summary>Restores a backup.</summary>
    /// <param name="folder">Folder of the backup.</param>
    /// <param name="replace">Whether everything that the store holds is deleted first; otherwise it must be empty.</param>
    /// <param name="report">Receives progress messages.</param>
    /// <param name="cancellationToken">Stops between requests; the next call continues.</param>
    /// <returns>The manifest of the backup.</returns>
    /// <exception cref="BackupException">
    /// The backup is incomplete, damaged or of a later version, or the store is not empty; nothing was written.
    /// </exception>
    public async Task<BackupManifest> RunAsync(
        string folder, bool replace, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var manifest = BackupManifest.Read(folder);
        CheckKnown(manifest);
        foreach ((int known, BackupFile file) in manifest.Files.Index())
        {
            report(new WorkProgress("Checking the backup", known, manifest.Files.Count, "files"));
            await CheckAsync(folder, file, cancellationToken);
        }

        Marker own = new(Convert.ToHexStringLower(SHA256.HashData(manifest.ToJson())), IsCleared: false);
        Marker? found = await FindMarkerAsync(cancellationToken);
        if (found is not null && found.Backup != own.Backup && !replace)
        {
            throw new BackupException(
                "An import of another backup into this store was not completed. Repeat that import, or use --replace to delete what the "
                + "store holds.");
        }

        if (found is null && !replace && await FindContentAsync(cancellationToken) is { } content)
        {
            throw new BackupException(
                $"The store is not empty: {content} has rows. Import into an empty store, or use --replace to delete what it holds.");
        }

        // Even a store without content has the start of its log, which is that of the backup afterwards.
        if (found != own with { IsCleared = true })
        {
            await SetMarkerAsync(own, cancellationToken);
            await ClearAsync(report, cancellationToken);
            await SetMarkerAsync(own with { IsCleared = true }, cancellationToken);
        }

        (long restored, long rows) = (0, manifest.Files.Sum(file => file.Rows));
        foreach (BackupFile file in manifest.Files)
        {
            await RestoreAsync(
                folder,
                file,
                more => report(new WorkProgress("Restoring", restored += more, rows, $"rows ({file.Name})")),
                cancellationToken);
        }

        var schema = new StoreSchema(_clients);
        await schema.SetVersionAsync(manifest.SchemaVersion, cancellationToken);
        await schema.UpgradeAsync(report, cancellationToken);
        await _log.StartAsync(cancellationToken);
        await _marker.DeleteIfExistsAsync(cancellationToken: cancellationToken);
        return manifest;
    }

    private static void CheckKnown(BackupManifest manifest)
    {
        if (manifest.SchemaVersion > StoreSchema.CurrentVersion)
        {
            throw new BackupException(
                $"The backup has schema version {manifest.SchemaVersion}; this version supports up to {StoreSchema.CurrentVersion}. "
                + $"Import it with version {manifest.EngineVersion} or a later one.");
        }

        foreach (BackupFile file in manifest.Files)
        {
            bool isKnown = file.Kind == BackupFile.Table
                ? StorageSetup.DataTables.Contains(file.Name, StringComparer.Ordinal)
                : file.Name == ContainerNames.Articles;
            if (!isKnown)
            {
                throw new BackupException(
                    $"The backup holds the {file.Kind} {file.Name}, which this version does not know. Import it with version "
                    + $"{manifest.EngineVersion} or a later one.");
            }
        }
    }

    private static async Task CheckAsync(string folder, BackupFile file, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, Path.GetFileName(file.File));
        if (!File.Exists(path))
        {
            throw new BackupException($"{path} is missing; the backup is not complete.");
        }

        await using FileStream stream = File.OpenRead(path);
        string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        if (stream.Length != file.Bytes || sha256 != file.Sha256)
        {
            throw new BackupException(
                $"{path} is damaged: its checksum differs from that in {BackupManifest.FileName}. Nothing was imported; use another copy "
                + "of the backup.");
        }
    }

    private async Task<string?> FindContentAsync(CancellationToken cancellationToken)
    {
        foreach (string table in StorageSetup.DataTables)
        {
            string filter = table == TableNames.EventLog ? TableEventLog.EntriesFilter : "";
            if (await _clients.Table(table).FirstAsync(filter, cancellationToken) is not null)
            {
                return table;
            }
        }

        return null;
    }

    private async Task ClearAsync(Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        foreach (string table in StorageSetup.DataTables.Append(TableNames.ProfileParts))
        {
            report($"Deleting {table}");
            TableRows rows = _clients.Table(table);
            await foreach (TableEntity[] some in rows.QueryAsync("", [ColumnNames.PartitionKey, ColumnNames.RowKey], cancellationToken)
                .Chunk(RowsAtOnce).WithCancellation(cancellationToken))
            {
                await rows.WriteAsync(
                    some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
            }
        }

        BlobContainerClient texts = _clients.Container(ContainerNames.Articles);
        await foreach (BlobItem blob in texts.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            await texts.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
        }
    }

    private async Task RestoreAsync(string folder, BackupFile file, Action<int> report, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(Path.Combine(folder, file.File));
        await using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        using var lines = new StreamReader(gzip, Encoding.UTF8);
        long restored = 0;
        if (file.Kind == BackupFile.Table)
        {
            TableRows rows = _clients.Table(file.Name);
            await foreach (List<TableEntity> some in ChunksAsync(lines, file, cancellationToken))
            {
                await WriteAsync(rows, some, cancellationToken);
                Report(some.Count);
            }
        }
        else
        {
            BlobContainerClient container = _clients.Container(file.Name);
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                BackupBlob blob = Parse(BackupBlob.Read, line, file, restored);
                await container.GetBlobClient(blob.Name).UploadAsync(blob.Content, overwrite: true, cancellationToken);
                Report(1);
            }
        }

        void Report(int more)
        {
            restored += more;
            report(more);
        }
    }

    private static async Task WriteAsync(TableRows rows, List<TableEntity> some, CancellationToken cancellationToken)
    {
        try
        {
            await rows.WriteAsync(
                some.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);
        }
        catch (PermanentFaultException e)
        {
            throw new BackupException($"The store refuses a row of the backup: {e.Message}", e);
        }
    }

    private static async IAsyncEnumerable<List<TableEntity>> ChunksAsync(
        StreamReader lines, BackupFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var some = new List<TableEntity>();
        long characters = 0;
        long number = 0;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            some.Add(Parse(BackupRow.Read, line, file, number++));
            characters += line.Length;
            if (some.Count == RowsAtOnce || characters > BytesAtOnce)
            {
                yield return some;
                some = [];
                characters = 0;
            }
        }

        if (some.Count > 0)
        {
            yield return some;
        }
    }

    private static T Parse<T>(Func<string, T> read, string line, BackupFile file, long before)
    {
        try
        {
            return read(line);
        }
        catch (FormatException e)
        {
            throw new BackupException(
                string.Create(CultureInfo.InvariantCulture, $"{file.File}, line {before + 1}: {e.Message}"), e);
        }
    }

    private async Task<Marker?> FindMarkerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<Marker>((await _marker.DownloadContentAsync(cancellationToken)).Value.Content);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task SetMarkerAsync(Marker marker, CancellationToken cancellationToken) =>
        await _marker.UploadAsync(BinaryData.FromObjectAsJson(marker), overwrite: true, cancellationToken);

    /// <summary>What an import in progress has done.</summary>
    /// <param name="Backup">SHA-256 of the backup's manifest.</param>
    /// <param name="IsCleared">Whether what the store held before has been deleted.</param>
    private sealed record Marker(string Backup, bool IsCleared);
}
