using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace MarketPulse.Storage.Backup;

/// <summary>
/// Writes gzipped lines of JSON to a temporary file, which gets its name when it is complete. A file that is not completed is deleted.
/// </summary>
internal sealed class BackupFileWriter : IAsyncDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _file;
    private readonly SHA256 _sha256 = SHA256.Create();
    private readonly CryptoStream _hashing;
    private readonly GZipStream _gzip;
    private readonly Utf8JsonWriter _json;
    private bool _isComplete;

    public BackupFileWriter(string path)
    {
        _path = path;
        _temporary = path + ".partial";
        _file = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.None, 128 * 1024);
        _hashing = new CryptoStream(_file, _sha256, CryptoStreamMode.Write, leaveOpen: true);
        _gzip = new GZipStream(_hashing, CompressionLevel.Fastest, leaveOpen: true);
        _json = new Utf8JsonWriter(_gzip);
    }

    /// <summary>Number of lines written.</summary>
    public long Lines { get; private set; }

    /// <summary>Writes one line.</summary>
    public void Write(Action<Utf8JsonWriter> write)
    {
        write(_json);
        _json.Flush();
        _json.Reset();
        _gzip.Write("\n"u8);
        Lines++;
    }

    /// <summary>Completes the file and gives it its name.</summary>
    /// <returns>Its size in bytes and its SHA-256 in lower-case hex.</returns>
    public async Task<(long Bytes, string Sha256)> CompleteAsync()
    {
        await _json.DisposeAsync();
        await _gzip.DisposeAsync();
        await _hashing.FlushFinalBlockAsync();
        _file.Flush(flushToDisk: true);
        long bytes = _file.Length;
        await _file.DisposeAsync();
        File.Move(_temporary, _path, overwrite: true);
        _isComplete = true;
        return (bytes, Convert.ToHexStringLower(_sha256.Hash!));
    }

    public async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        await _gzip.DisposeAsync();
        await _hashing.DisposeAsync();
        await _file.DisposeAsync();
        _sha256.Dispose();
        if (!_isComplete)
        {
            File.Delete(_temporary);
        }
    }
}
