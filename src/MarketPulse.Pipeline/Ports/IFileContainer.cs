namespace MarketPulse.Pipeline.Ports;

/// <summary>A folder or blob container into which users put files of articles or prices.</summary>
public interface IFileContainer
{
    /// <summary>Lists the files in the container, in any order; empty when the container does not exist.</summary>
    IAsyncEnumerable<ContainedFile> ListAsync(CancellationToken cancellationToken);

    /// <summary>Finds a file by name; null when there is none.</summary>
    Task<ContainedFile?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads the content of a file.</summary>
    /// <exception cref="IOException">The file cannot be read or no longer exists.</exception>
    Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken);
}
