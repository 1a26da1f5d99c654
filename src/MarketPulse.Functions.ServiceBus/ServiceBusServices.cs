using Azure.Identity;
using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Registers the Service Bus transport.</summary>
public static class ServiceBusServices
{
    /// <summary>Registers the Service Bus transport, which uses one client for the whole app.</summary>
    public static IServiceCollection AddTransport(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton<IValidateOptions<ServiceBusOptions>, ServiceBusOptions.Validator>();
        services.AddOptions<ServiceBusOptions>()
            .Bind(configuration.GetSection(ServiceBusOptions.Connection))
            .Configure(options => options.ConnectionString = configuration[ServiceBusOptions.Connection])
            .ValidateOnStart();
        services.AddSingleton(provider => Connect(provider.GetRequiredService<IOptions<ServiceBusOptions>>().Value));
        services.AddSingleton<ServiceBusSenders>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<IWorkQueue, ServiceBusWorkQueue>();
        services.AddSingleton<IDeadLetterReplay, ServiceBusReplay>();
        foreach (string queue in QueueNames.All)
        {
            services.AddSingleton<IHealthProbe>(provider => new ServiceBusQueueProbe(
                provider.GetRequiredService<ServiceBusClient>(), queue, provider.GetRequiredService<TimeProvider>()));
        }

        return services;
    }

    private static ServiceBusClient Connect(ServiceBusOptions options) =>
        options.ConnectionString is { Length: > 0 } connectionString
            ? new ServiceBusClient(connectionString)
            : new ServiceBusClient(
                options.FullyQualifiedNamespace!,
                new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ClientId }));
}
