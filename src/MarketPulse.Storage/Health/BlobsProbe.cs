using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Health;

/// <summary>Requests the properties of the container of long texts.</summary>
internal sealed class BlobsProbe(StorageClients clients) : IHealthProbe
{
    public string Name => "blobs";

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => StorageFault.ProbeAsync(
        async () =>
        {
            await clients.Container(ContainerNames.Articles).GetPropertiesAsync(cancellationToken: cancellationToken);
            return ProbeResult.Works;
        },
        cancellationToken);
}
