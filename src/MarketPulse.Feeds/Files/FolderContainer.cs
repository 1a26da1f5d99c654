using System.Globalization;
using System.Runtime.CompilerServices;
using MarketPulse.Core.Pipeline;

namespace MarketPulse.Feeds.Files;

/// <summary>A folder as a container of files.</summary>
/// <param name="folder">The folder; it need not exist yet.</param>
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
        var file = new FileInfo(PathOf(name));
        return Task.FromResult<ContainedFile?>(file.Exists ? Contained(file) : null);
    }

    /// <summary>Whether there is a file of the name.</summary>
    public bool Has(string name) => File.Exists(PathOf(name));

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) => File.ReadAllBytesAsync(PathOf(name), cancellationToken);

    private string PathOf(string name) => Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));

    private ContainedFile Contained(FileInfo file) => new(
        Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'),
        file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture),
        file.Length);
}
