using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Implements the clustering lease for the workers of one process.</summary>
internal sealed class InMemoryClusterLease : IClusterLease, IDisposable
{
    private readonly SemaphoreSlim _free = new(1);

    public async Task<IHeldLease> AcquireAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Held(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Held(SemaphoreSlim free) : IHeldLease
    {
        public void ThrowIfLost()
        {
            // It never expires.
        }

        public ValueTask DisposeAsync()
        {
            free.Release();
            return ValueTask.CompletedTask;
        }
    }
}
