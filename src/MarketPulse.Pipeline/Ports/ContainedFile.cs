namespace MarketPulse.Pipeline.Ports;

/// <summary>A file in an <see cref="IFileContainer"/>.</summary>
/// <param name="Name">Path in the container, with forward slashes.</param>
/// <param name="Version">Opaque value that changes whenever the content does.</param>
/// <param name="Length">Size in bytes.</param>
public readonly record struct ContainedFile(string Name, string Version, long Length);
