namespace MarketPulse.Pipeline.Ports;

/// <summary>A lease while it is held; disposing gives it back.</summary>
public interface IHeldLease : IAsyncDisposable
{
    /// <summary>Stops a worker whose lease may have run out, because it or the storage stood still, before it writes what another may have written since.</summary>
    /// <exception cref="IOException">The lease is no longer sure; the work must be done again.</exception>
    void ThrowIfLost();
}
