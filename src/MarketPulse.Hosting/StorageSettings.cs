using System.Data.Common;
using Azure.Core;
using Azure.Identity;
using MarketPulse.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Hosting;

/// <summary>Reads the section <c>Storage</c>: a connection string for Azurite, or endpoints and an identity.</summary>
internal static class StorageSettings
{
    public const string Section = "Storage";

    /// <summary>Registers the stores.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or malformed; the message names it.</exception>
    public static void AddStorage(IServiceCollection services, IConfiguration configuration) =>
        services.AddMarketPulseStorage(options => Apply(configuration, options));

    private static void Apply(IConfiguration configuration, StorageOptions options)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        options.ConnectionString = ConnectionString(section[nameof(StorageOptions.ConnectionString)]);
        options.NamePrefix = section[nameof(StorageOptions.NamePrefix)] ?? "";
        if (options.ConnectionString is null)
        {
            if (string.IsNullOrEmpty(section[nameof(StorageOptions.TableServiceUri)]) || string.IsNullOrEmpty(section[nameof(StorageOptions.BlobServiceUri)]))
            {
                throw new InvalidOperationException(
                    $"Set {Section}__{nameof(StorageOptions.TableServiceUri)} and {Section}__{nameof(StorageOptions.BlobServiceUri)} to an account's addresses, "
                    + $"or {Section}__{nameof(StorageOptions.ConnectionString)} to an emulator's connection string.");
            }

            options.TableServiceUri = Endpoint(section, nameof(StorageOptions.TableServiceUri));
            options.QueueServiceUri = Endpoint(section, nameof(StorageOptions.QueueServiceUri));
            options.BlobServiceUri = Endpoint(section, nameof(StorageOptions.BlobServiceUri));
            options.Credential = Credential(section["ClientId"]);
        }
    }

    private static string? ConnectionString(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // The text is not repeated: it may hold a key.
        return IsConnectionString(text)
            ? text
            : throw new InvalidOperationException(
                $"Setting {Section}__{nameof(StorageOptions.ConnectionString)} is no connection string of a storage account or of Azurite.");
    }

    // By its parts, and not by making a client of it, which takes a fifth of the time in which the Functions app starts.
    private static bool IsConnectionString(string text)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            return parts.ContainsKey("UseDevelopmentStorage")
                || (parts.ContainsKey("AccountName") && parts.TryGetValue("AccountKey", out object? key) && IsBase64((string)key))
                || (parts.ContainsKey("SharedAccessSignature") && (parts.ContainsKey("AccountName") || parts.ContainsKey("TableEndpoint")));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);

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
