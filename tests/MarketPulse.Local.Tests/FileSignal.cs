namespace MarketPulse.Local.Tests;

/// <summary>Signals changes of one file, which need not exist yet; its folder must.</summary>
internal sealed class FileSignal : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly SemaphoreSlim _changes = new(0);

    public FileSignal(string path)
    {
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
        _watcher.Created += (_, _) => _changes.Release();
        _watcher.Changed += (_, _) => _changes.Release();
        _watcher.Renamed += (_, _) => _changes.Release();
        _watcher.EnableRaisingEvents = true;
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _changes.Dispose();
    }

    /// <summary>Waits for the next change since this object was created.</summary>
    public Task NextAsync(CancellationToken cancellationToken) => _changes.WaitAsync(cancellationToken);
}
