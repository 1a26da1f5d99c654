using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Registers the storage-queue transport, with which the app needs only Azurite.</summary>
public static class StorageQueueServices
{
    private const string NamePrefix = "Storage:NamePrefix";

    /// <summary>Registers the transport. It uses the queues of the app's storage account, which are registered with the stores.</summary>
    /// <exception cref="InvalidOperationException">The names of the queues differ from those that the triggers listen to.</exception>
    public static IServiceCollection AddTransport(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[NamePrefix] is { Length: > 0 } prefix)
        {
            throw new InvalidOperationException(
                $"Setting {NamePrefix.Replace(":", "__", StringComparison.Ordinal)} is '{prefix}'; it must be empty here, "
                + "because the triggers listen to queues without a prefix.");
        }

        services.AddHostedService<StorageCreation>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<IDeadLetterReplay, StorageQueueReplay>();
        return services;
    }
}
