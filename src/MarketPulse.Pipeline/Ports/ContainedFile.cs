namespace MarketPulse.Pipeline.Ports;

/// <summary>A file as listed.</summary>
/// <param name="Name">Path in the container, with forward slashes.</param>
/// <param name="Version">Changes whenever the content does.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct ContainedFile(string Name, string Version, long Length);
