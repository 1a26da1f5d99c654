using System.Text.RegularExpressions;
using Azure.Core;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Storage;

/// <summary>Options of the storage account: address, credential, names and concurrency.</summary>
public sealed partial class StorageOptions
{
    /// <summary>Connection string of an account or of Azurite. It takes precedence over the URIs.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Table endpoint, such as <c>https://account.table.core.windows.net</c>; needs <see cref="Credential"/>.</summary>
    public Uri? TableServiceUri { get; set; }

    /// <summary>Queue endpoint; null when another transport is used.</summary>
    public Uri? QueueServiceUri { get; set; }

    /// <summary>Blob endpoint; needs <see cref="Credential"/>.</summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>Credential for the endpoints, in Azure the app's managed identity.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>
    /// Prefix of the names of all tables, queues and containers, so that several installations can share an account: empty, or a lower-case
    /// letter and up to 23 letters or digits.
    /// </summary>
    public string NamePrefix { get; set; } = "";

    /// <summary>Most concurrent requests of one operation, 1 to 64.</summary>
    public int MaxParallelRequests { get; set; } = 8;

    /// <summary>Bounds a loop of requests by <see cref="MaxParallelRequests"/>.</summary>
    internal ParallelOptions Parallel(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = MaxParallelRequests, CancellationToken = cancellationToken };

    /// <summary>Options for reading queues.</summary>
    public QueueReaderOptions Queues { get; } = new();

    /// <summary>Whether the account also has the queues.</summary>
    public bool HasQueues => ConnectionString is not null || QueueServiceUri is not null;

    /// <summary>Validates the options.</summary>
    /// <exception cref="InvalidOperationException">An option is missing or out of range; the message names it.</exception>
    public void Validate()
    {
        if (ConnectionString is null && (TableServiceUri is null || BlobServiceUri is null || Credential is null))
        {
            throw new InvalidOperationException("Storage needs a ConnectionString, or TableServiceUri, BlobServiceUri and a Credential.");
        }

        if (!PrefixPattern().IsMatch(NamePrefix))
        {
            throw new InvalidOperationException(
                $"NamePrefix '{NamePrefix}' must be empty, or a lower-case letter and up to 23 letters or digits.");
        }

        if (MaxParallelRequests is < 1 or > 64)
        {
            throw new InvalidOperationException($"MaxParallelRequests is {MaxParallelRequests}; it must be from 1 to 64.");
        }

        Queues.Validate();
    }

    [GeneratedRegex("^(?:[a-z][a-z0-9]{0,23})?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrefixPattern();
}
