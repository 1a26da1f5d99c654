using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Blobs;

/// <summary>Containers of the storage account into which users upload files.</summary>
internal sealed class BlobFileContainers(StorageClients clients) : IFileContainers
{
    public IFileContainer Open(string name) => new BlobFileContainer(clients.Container(name));

    private sealed class BlobFileContainer(BlobContainerClient container) : IFileContainer
    {
        public async IAsyncEnumerable<ContainedFile> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (!await container.ExistsAsync(cancellationToken))
            {
                yield break;
            }

            await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix: null, cancellationToken))
            {
                yield return new ContainedFile(blob.Name, VersionOf(blob.Properties.ETag), blob.Properties.ContentLength ?? 0);
            }
        }

        public async Task<ContainedFile?> FindAsync(string name, CancellationToken cancellationToken)
        {
            try
            {
                BlobProperties properties = await container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellationToken);
                return new ContainedFile(name, VersionOf(properties.ETag), properties.ContentLength);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                return null;
            }
        }

        public async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
        {
            try
            {
                BlobDownloadResult blob = await container.GetBlobClient(name).DownloadContentAsync(cancellationToken);
                return blob.Content.ToArray();
            }
            catch (RequestFailedException e)
            {
                throw new IOException($"The blob {name} cannot be read: status {e.Status}.", e);
            }
        }

        // ETags are quoted in responses, but not in listings.
        private static string VersionOf(ETag? tag) => tag?.ToString().Trim('"') ?? "";
    }
}
