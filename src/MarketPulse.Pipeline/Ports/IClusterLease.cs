namespace MarketPulse.Pipeline.Ports;

/// <summary>Lets one worker at a time re-cluster events.</summary>
public interface IClusterLease
{
    /// <summary>Waits for the lease and holds it, renewed, until disposed.</summary>
    Task<IHeldLease> AcquireAsync(CancellationToken cancellationToken);
}
