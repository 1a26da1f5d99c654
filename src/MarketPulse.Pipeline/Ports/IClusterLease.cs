namespace MarketPulse.Pipeline.Ports;

/// <summary>Ensures that only one worker at a time re-clusters events.</summary>
public interface IClusterLease
{
    /// <summary>Waits for the lease, then holds and renews it until it is disposed.</summary>
    Task<IHeldLease> AcquireAsync(CancellationToken cancellationToken);
}
