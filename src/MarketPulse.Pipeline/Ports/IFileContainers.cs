namespace MarketPulse.Pipeline.Ports;

/// <summary>Opens blob containers of the installation's storage account.</summary>
public interface IFileContainers
{
    /// <summary>Opens a container by name; it need not exist yet.</summary>
    IFileContainer Open(string name);
}
