using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline;
using MarketPulse.Storage.Schema;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.Backup;

/// <summary>
/// Copies every table and the long texts of articles to a folder. Rows are streamed, so memory use does not grow with their number.
/// </summary>
/// <remarks>
/// The storage service has no snapshots, so the keys and times of writing are read a second time after everything has been copied. When
/// both readings of every table agree, nothing changed between them, and the copy is exactly what the store held at that moment. What did
/// change is copied again.
/// </remarks>
public sealed class StorageExport
{
    private const int Attempts = 3;
    private const int RowsPerReport = 5000;
    private const string SchemaVersion = "schemaversion";

    private readonly StorageClients _clients;
    private readonly TimeProvider _clock;

    internal StorageExport(StorageClients clients, TimeProvider clock)
    {
        _clients = clients;
        _clock = clock;
    }

    private static IReadOnlyList<Source> Sources { get; } =
    [
        .. StorageSetup.DataTables.Select(name => new Source(BackupFile.Table, name)),
        new Source(BackupFile.Container, ContainerNames.Articles),
    ];

    /// <summary>Writes a backup to a folder, which is created if necessary. The manifest is written last.</summary>
    /// <param name="folder">An empty or new folder, or one with a backup that was not completed.</param>
    /// <param name="allowChanges">Whether a store that keeps changing is backed up nevertheless, without a consistent moment.</param>
    /// <param name="report">Receives progress messages.</param>
    /// <param name="cancellationToken">Stops the export; no partly written file remains.</param>
    /// <exception cref="BackupException">The folder is in use, or the store kept changing.</exception>
    public async Task<BackupManifest> RunAsync(
        string folder, bool allowChanges, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        Prepare(folder);
        DateTimeOffset started = _clock.GetUtcNow();
        var copies = new Dictionary<Source, Copy>();
        List<Source> pending = [.. Sources];
        DateTimeOffset? consistent = null;
        for (int attempt = 1; attempt <= Attempts && consistent is null; attempt++)
        {
            foreach (Source source in pending)
            {
                copies[source] = await CopyAsync(folder, source, report, cancellationToken);
            }

            DateTimeOffset copied = _clock.GetUtcNow();
            pending = await FindChangedAsync(copies, report, cancellationToken);
            consistent = pending.Count == 0 ? copied : null;
        }

        if (consistent is null && !allowChanges)
        {
            throw new BackupException(
                $"The store changed during each of {Attempts} attempts to copy it ({string.Join(", ", pending.Select(one => one.Name))}), "
                + "so there is no moment to which the copy is consistent. Stop the app or server that writes to it, or use "
                + "--allow-changes.");
        }

        var manifest = new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            EngineVersion = EngineVersion.Current,
            SchemaVersion = await new StoreSchema(_clients).FindVersionAsync(cancellationToken),
            StartedUtc = started,
            ConsistentUtc = consistent,
            Files = [.. Sources.Select(source => copies[source].File)],
        };
        string path = Path.Combine(folder, BackupManifest.FileName);
        await File.WriteAllBytesAsync(path + ".partial", manifest.ToJson(), cancellationToken);
        File.Move(path + ".partial", path);
        return manifest;
    }

    /// <summary>Accepts a folder that holds nothing, or only files of a backup that was not completed.</summary>
    private static void Prepare(string folder)
    {
        if (File.Exists(Path.Combine(folder, BackupManifest.FileName)))
        {
            throw new BackupException($"{folder} already holds a backup; name another folder.");
        }

        Directory.CreateDirectory(folder);
        HashSet<string> own =
        [
            .. Sources.Select(source => source.FileName).Append(BackupManifest.FileName)
                .SelectMany(name => new[] { name, name + ".partial" }),
        ];
        if (Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).FirstOrDefault(name => !own.Contains(name!)) is { } other)
        {
            throw new BackupException($"{folder} holds other files, such as {other}; name an empty or new folder.");
        }
    }

    private async Task<Copy> CopyAsync(string folder, Source source, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        using var fingerprint = new Fingerprint();
        var versions = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await using var file = new BackupFileWriter(Path.Combine(folder, source.FileName));
        if (source.Kind == BackupFile.Container)
        {
            BlobContainerClient container = _clients.Container(source.Name);
            await foreach (BlobItem blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                BlobDownloadResult content = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
                fingerprint.Add(blob);
                file.Write(json => BackupBlob.Write(json, new BackupBlob(blob.Name, content.Content)));
                Report(file.Lines);
            }
        }
        else
        {
            await foreach (TableEntity row in _clients.Table(source.Name).QueryAheadAsync("", select: null, cancellationToken))
            {
                fingerprint.Add(row);
                string version = row.TryGetValue(SchemaVersion, out object? stored)
                    ? Convert.ToString(stored, CultureInfo.InvariantCulture)!
                    : "";
                versions[version] = versions.GetValueOrDefault(version) + 1;
                file.Write(json => BackupRow.Write(json, row));
                Report(file.Lines);
            }
        }

        (long bytes, string sha256) = await file.CompleteAsync();
        return new Copy(
            new BackupFile
            {
                Kind = source.Kind,
                Name = source.Name,
                File = source.FileName,
                Rows = file.Lines,
                Bytes = bytes,
                Sha256 = sha256,
                SchemaVersions = versions,
            },
            fingerprint.ToString());

        void Report(long rows)
        {
            if (rows % RowsPerReport == 1)
            {
                report(new WorkProgress($"Copying {source.Name}", rows, Unit: "rows"));
            }
        }
    }

    private async Task<List<Source>> FindChangedAsync(
        Dictionary<Source, Copy> copies, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        var changed = new List<Source>();
        foreach (Source source in Sources)
        {
            report($"Checking that {source.Name} did not change");
            if (await FingerprintAsync(source, cancellationToken) != copies[source].Fingerprint)
            {
                changed.Add(source);
            }
        }

        return changed;
    }

    private async Task<string> FingerprintAsync(Source source, CancellationToken cancellationToken)
    {
        using var fingerprint = new Fingerprint();
        if (source.Kind == BackupFile.Container)
        {
            await foreach (BlobItem blob in _clients.Container(source.Name).GetBlobsAsync(cancellationToken: cancellationToken))
            {
                fingerprint.Add(blob);
            }
        }
        else
        {
            string[] columns = [ColumnNames.PartitionKey, ColumnNames.RowKey, ColumnNames.Timestamp];
            await foreach (TableEntity row in _clients.Table(source.Name).QueryAsync("", columns, cancellationToken))
            {
                fingerprint.Add(row);
            }
        }

        return fingerprint.ToString();
    }

    private sealed record Source(string Kind, string Name)
    {
        public string FileName => Kind == BackupFile.Container ? $"{Name}-texts.ndjson.gz" : $"{Name}.ndjson.gz";
    }

    private sealed record Copy(BackupFile File, string Fingerprint);

    /// <summary>Identifies the keys and times of writing of a sequence of rows.</summary>
    private sealed class Fingerprint : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public void Add(TableEntity row) => Add($"{row.PartitionKey}\0{row.RowKey}\0{row.Timestamp:O}\n");

        public void Add(BlobItem blob) => Add($"{blob.Name}\0{blob.Properties.ETag}\n");

        public void Dispose() => _hash.Dispose();

        public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());

        private void Add(string text) => _hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
