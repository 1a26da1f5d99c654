using System.Data.Common;
using Azure.Core;
using Azure.Identity;
using MarketPulse.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Hosting;

/// <summary>The section <c>Storage</c>: a connection string for Azurite, or endpoints and an identity.</summary>
internal static class StorageSettings
{
    public const string Section = "Storage";

    public static void AddStorageSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Configure(options => Read(configuration.GetSection(Section), options))
            .ValidateSettings(Problems)
            .ValidateOnStart();
        services.AddMarketPulseStorage();
        if (HasQueues(configuration.GetSection(Section)))
        {
            services.AddMarketPulseStorageQueues();
        }
    }

    private static bool HasQueues(IConfigurationSection section) =>
        !string.IsNullOrEmpty(section[nameof(StorageOptions.ConnectionString)])
        || !string.IsNullOrEmpty(section[nameof(StorageOptions.QueueServiceUri)]);

    // Not bound as a whole: addresses and the credential are not strings, and an address that is malformed must be named.
    private static void Read(IConfigurationSection section, StorageOptions options)
    {
        options.ConnectionString = section[nameof(StorageOptions.ConnectionString)] is { Length: > 0 } connection ? connection : null;
        options.NamePrefix = section[nameof(StorageOptions.NamePrefix)] ?? "";
        if (options.ConnectionString is null)
        {
            options.TableServiceUri = Endpoint(section, nameof(StorageOptions.TableServiceUri));
            options.QueueServiceUri = Endpoint(section, nameof(StorageOptions.QueueServiceUri));
            options.BlobServiceUri = Endpoint(section, nameof(StorageOptions.BlobServiceUri));
            options.Credential = Credential(section["ClientId"]);
        }
    }

    private static Uri? Endpoint(IConfigurationSection section, string name) =>
        section[name] is { Length: > 0 } text && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? uri) ? uri : null;

    // In Azure the app's own identity, without a search for another; on a developer's machine whoever is signed in.
    private static TokenCredential Credential(string? clientId) => string.IsNullOrEmpty(clientId)
        ? new DefaultAzureCredential()
        : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));

    private static IEnumerable<string> Problems(StorageOptions options)
    {
        string[] problems = [.. ConnectionProblems(options)];
        return problems.Length > 0 ? problems : OtherProblems(options);
    }

    private static IEnumerable<string> ConnectionProblems(StorageOptions options)
    {
        if (options.ConnectionString is { } connection)
        {
            return IsConnectionString(connection)
                ? []
                // The text is not repeated: it may hold a key.
                : [$"Setting {Section}__{nameof(StorageOptions.ConnectionString)} is not a connection string of a storage account or of "
                    + "Azurite."];
        }

        if (options.TableServiceUri is null || options.BlobServiceUri is null)
        {
            return
            [
                $"Set {Section}__{nameof(StorageOptions.TableServiceUri)} and {Section}__{nameof(StorageOptions.BlobServiceUri)} to "
                    + $"an account's addresses, or {Section}__{nameof(StorageOptions.ConnectionString)} to an emulator's connection "
                    + "string.",
            ];
        }

        return
            from endpoint in new[]
            {
                (Name: nameof(StorageOptions.TableServiceUri), Address: options.TableServiceUri),
                (Name: nameof(StorageOptions.QueueServiceUri), Address: options.QueueServiceUri),
                (Name: nameof(StorageOptions.BlobServiceUri), Address: options.BlobServiceUri),
            }
            where endpoint.Address is { } address && !(address.IsAbsoluteUri && address.Scheme == Uri.UriSchemeHttps)
            select $"Setting {Section}__{endpoint.Name} is '{endpoint.Address.OriginalString}'; "
                + "it must be an https address such as https://account.table.core.windows.net.";
    }

    // By its parts: creating a client takes a fifth of the time in which the Functions app starts.
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

    private static IEnumerable<string> OtherProblems(StorageOptions options)
    {
        try
        {
            options.Validate();
            return [];
        }
        catch (InvalidOperationException e)
        {
            return [$"Section {Section}: {e.Message}"];
        }
    }
}
