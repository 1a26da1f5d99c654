using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Registers the transport over storage queues, which lets the app run on Azurite alone.</summary>
public static class StorageQueueServices
{
    private const string NamePrefix = "Storage:NamePrefix";

    /// <summary>Work goes through the queues of the app's own storage, which the stores have registered already.</summary>
    /// <exception cref="InvalidOperationException">The queues would carry other names than the triggers listen to.</exception>
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
