namespace MarketPulse.Pipeline.Ports;

/// <summary>A folder or blob container into which users put files of articles or prices.</summary>
public interface IFileContainer
{
    /// <summary>The files in it, any order; none when it does not exist.</summary>
    IAsyncEnumerable<ContainedFile> ListAsync(CancellationToken cancellationToken);

    /// <summary>The file of a name; null when there is none.</summary>
    Task<ContainedFile?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="IOException">It cannot be read, or is gone.</exception>
    Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken);
}
