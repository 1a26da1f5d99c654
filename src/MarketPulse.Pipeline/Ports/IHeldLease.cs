namespace MarketPulse.Pipeline.Ports;

/// <summary>A held lease; disposing it releases the lease.</summary>
public interface IHeldLease : IAsyncDisposable
{
    /// <summary>
    /// Throws if the lease may have expired, for instance because the process or the storage stalled. Call it before writing, so that the
    /// changes of the next holder are not overwritten.
    /// </summary>
    /// <exception cref="IOException">The lease may have expired; the work must be done again.</exception>
    void ThrowIfLost();
}
