using System.Text.Json;

namespace MarketPulse.Storage.Backup;

/// <summary>Describes a backup. It is written last, as <c>manifest.json</c>: a folder without it holds no complete backup.</summary>
public sealed record BackupManifest
{
    /// <summary>Name of the manifest's file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The version of the format that this program writes, and the latest that it reads.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>Version of the backup's format.</summary>
    public required int Format { get; init; }

    /// <summary>Version of the program that wrote the backup.</summary>
    public required string EngineVersion { get; init; }

    /// <summary>Schema version of the store (<see cref="Schema.StoreSchema"/>).</summary>
    public int SchemaVersion { get; init; } = Schema.StoreSchema.FirstVersion;

    /// <summary>When the export began.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>
    /// The moment at which the store held exactly the rows and texts of the backup; null when it changed during the export and the user
    /// accepted that.
    /// </summary>
    public required DateTimeOffset? ConsistentUtc { get; init; }

    /// <summary>The files, one for each table and one for the long texts of articles.</summary>
    public required IReadOnlyList<BackupFile> Files { get; init; }

    /// <summary>Reads the manifest of a backup.</summary>
    /// <param name="folder">Folder of the backup.</param>
    /// <exception cref="BackupException">The folder holds no complete backup, or one of a later format.</exception>
    public static BackupManifest Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new BackupException(
                Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.ndjson.gz*").Any()
                    ? $"{folder} holds no complete backup: the export into it was interrupted before it had written {FileName}. Run it "
                        + "again, into the same folder."
                    : $"{folder} holds no complete backup: it has no {FileName}.");
        }

        try
        {
            BackupManifest manifest = JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(path), Json)!;
            return manifest.Format <= CurrentFormat
                ? manifest
                : throw new BackupException(
                    $"{path} has format {manifest.Format}, written by version {manifest.EngineVersion}; this version reads formats up to "
                    + $"{CurrentFormat}. Import it with that version or a later one.");
        }
        catch (JsonException e)
        {
            throw new BackupException($"{path} cannot be read: {e.Message}", e);
        }
    }

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}

/// <summary>One file of a backup: gzipped lines of JSON, one for each row of a table or each blob of a container.</summary>
public sealed record BackupFile
{
    /// <summary>The <see cref="Kind"/> of the rows of a table.</summary>
    public const string Table = "table";

    /// <summary>The <see cref="Kind"/> of the blobs of a container.</summary>
    public const string Container = "container";

    /// <summary>What the file holds: <see cref="Table"/> or <see cref="Container"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the table or container, without the prefix of the installation.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the file in the backup's folder.</summary>
    public required string File { get; init; }

    /// <summary>Number of lines.</summary>
    public required long Rows { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file as stored, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Number of rows by the value of their column <c>schemaversion</c>; empty for containers.</summary>
    public required IReadOnlyDictionary<string, long> SchemaVersions { get; init; }
}
