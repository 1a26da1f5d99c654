using System.Globalization;
using System.Runtime.CompilerServices;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Feeds.Files;

/// <summary>Presents a folder as a container of files.</summary>
/// <param name="folder">The folder, which need not exist yet.</param>
internal sealed class FolderContainer(string folder) : IFileContainer
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ContainedFile> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Contained(file);
        }
    }

    /// <inheritdoc/>
    public Task<ContainedFile?> FindAsync(string name, CancellationToken cancellationToken)
    {
        FileInfo? file = PathOf(name) is { } path ? new FileInfo(path) : null;
        return Task.FromResult<ContainedFile?>(file is { Exists: true } ? Contained(file) : null);
    }

    /// <summary>Whether a file with the given name exists.</summary>
    public bool Has(string name) => File.Exists(PathOf(name));

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) =>
        File.ReadAllBytesAsync(PathOf(name) ?? throw new FileNotFoundException($"'{name}' is outside the folder."), cancellationToken);

    /// <summary>Full path of a file; null when the name points outside the folder, which no symbol or listed file does.</summary>
    private string? PathOf(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        string path = Path.GetFullPath(root + name.Replace('/', Path.DirectorySeparatorChar));
        return path.StartsWith(root, StringComparison.Ordinal) ? path : null;
    }

    private ContainedFile Contained(FileInfo file) => new(
        Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'),
        file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture),
        file.Length);
}
