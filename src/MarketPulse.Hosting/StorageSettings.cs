using Azure.Core;
using Azure.Identity;
using MarketPulse.Storage;
using Microsoft.Extensions.Configuration;

namespace MarketPulse.Hosting;

/// <summary>Reads the section <c>Storage</c>: a connection string for Azurite, or endpoints and an identity.</summary>
internal static class StorageSettings
{
    public const string Section = "Storage";

    /// <exception cref="InvalidOperationException">An endpoint is no absolute URI; the message names the setting.</exception>
    public static void Apply(IConfiguration configuration, StorageOptions options)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        options.ConnectionString = section[nameof(StorageOptions.ConnectionString)] is { Length: > 0 } text ? text : null;
        options.NamePrefix = section[nameof(StorageOptions.NamePrefix)] ?? "";
        if (options.ConnectionString is null)
        {
            options.TableServiceUri = Endpoint(section, nameof(StorageOptions.TableServiceUri));
            options.QueueServiceUri = Endpoint(section, nameof(StorageOptions.QueueServiceUri));
            options.BlobServiceUri = Endpoint(section, nameof(StorageOptions.BlobServiceUri));
            options.Credential = Credential(section["ClientId"]);
        }
    }

    // In Azure the app's own identity, and no search for another; on a developer's machine whoever is signed in.
    private static TokenCredential Credential(string? clientId) => string.IsNullOrEmpty(clientId)
        ? new DefaultAzureCredential()
        : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));

    private static Uri? Endpoint(IConfigurationSection section, string name) => section[name] switch
    {
        null or "" => null,
        { } text when Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps => uri,
        { } text => throw new InvalidOperationException(
            $"Setting {Section}__{name} is '{text}'; it must be an https address such as https://account.table.core.windows.net."),
    };
}
