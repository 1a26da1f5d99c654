using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Storage.Blobs;

/// <summary>
/// The clustering lease as the lease of a blob. It lasts 15 seconds and is renewed every five, so that a crashed holder delays the others
/// by 15 seconds at most. Workers of one process wait in the process, so that only one of them polls the blob.
/// </summary>
internal sealed class BlobClusterLease(
    StorageClients clients, TimeProvider clock, ILogger<BlobClusterLease> logger) : IClusterLease, IDisposable
{
    private const string BlobName = "cluster";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly BlobClient _blob = clients.Container(ContainerNames.Locks).GetBlobClient(BlobName);
    private readonly SemaphoreSlim _local = new(1);
    private readonly Random _jitter = new(Environment.ProcessId);

    public async Task<IHeldLease> AcquireAsync(CancellationToken cancellationToken)
    {
        await _local.WaitAsync(cancellationToken);
        try
        {
            await EnsureBlobAsync(cancellationToken);
            BlobLeaseClient lease = _blob.GetBlobLeaseClient();
            for (TimeSpan wait = ShortestWait; ; wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks)))
            {
                long asked = clock.GetTimestamp();
                if (await TryAcquireAsync(lease, cancellationToken))
                {
                    return new Held(this, lease, asked);
                }

                await Task.Delay(wait * (0.5 + _jitter.NextDouble()), clock, cancellationToken);
            }
        }
        catch
        {
            _local.Release();
            throw;
        }
    }

    public void Dispose() => _local.Dispose();

    private static async Task<bool> TryAcquireAsync(BlobLeaseClient lease, CancellationToken cancellationToken)
    {
        try
        {
            await lease.AcquireAsync(Duration, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == (int)HttpStatusCode.Conflict)
        {
            return false;
        }
    }

    private async Task EnsureBlobAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _blob.UploadAsync(
                BinaryData.Empty,
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed)
        {
            // It exists already.
        }
    }

    private sealed class Held : IHeldLease
    {
        private readonly BlobClusterLease _owner;
        private readonly BlobLeaseClient _lease;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _renewing;

        // When the last granted request was sent. The service counts from its receipt, so the lease lasts at least this long.
        private long _granted;

        public Held(BlobClusterLease owner, BlobLeaseClient lease, long granted)
        {
            _owner = owner;
            _lease = lease;
            _granted = granted;
            _renewing = RenewAsync();
        }

        public void ThrowIfLost()
        {
            TimeSpan age = _owner.Clock.GetElapsedTime(Interlocked.Read(ref _granted));
            if (age >= Duration)
            {
                throw new IOException(FormattableString.Invariant(
                    $"The clustering lease was last renewed {age.TotalSeconds:0} s ago, but lasts {Duration.TotalSeconds:0} s. ")
                    + "Another worker may hold it, so this one starts over.");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _renewing;
            _stop.Dispose();
            try
            {
                await _lease.ReleaseAsync();
            }
            catch (Exception e) when (StorageFault.Is(e, CancellationToken.None))
            {
                // It expires on its own.
                _owner.Logger.LogWarning(e, "The clustering lease could not be released.");
            }
            finally
            {
                _owner._local.Release();
            }
        }

        private async Task RenewAsync()
        {
            while (true)
            {
                try
                {
                    await Task.Delay(Renewal, _owner.Clock, _stop.Token);
                    long asked = _owner.Clock.GetTimestamp();
                    await _lease.RenewAsync(cancellationToken: _stop.Token);
                    Interlocked.Exchange(ref _granted, asked);
                }
                catch (OperationCanceledException) when (_stop.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception e) when (StorageFault.Is(e, _stop.Token))
                {
                    _owner.Logger.LogWarning(e, "The clustering lease could not be renewed; another worker may take it.");
                }
            }
        }
    }

    private ILogger Logger => logger;

    private TimeProvider Clock => clock;
}
