using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Backup;
using MarketPulse.Storage.Blobs;
using MarketPulse.Storage.Health;
using MarketPulse.Storage.InMemory;
using MarketPulse.Storage.Queues;
using MarketPulse.Storage.Schema;
using MarketPulse.Storage.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MarketPulse.Storage;

/// <summary>Registers the stores with a container.</summary>
public static class StorageServices
{
    /// <summary>
    /// Registers every store, the queues and the clustering lease on one storage account or Azurite, and <see cref="StorageSetup"/>, to be
    /// called once at start. Without a queue endpoint the queue services are left to the caller.
    /// </summary>
    /// <param name="services">The container; needs logging.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddMarketPulseStorage(this IServiceCollection services, Action<StorageOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new StorageOptions();
        configure(options);
        services.AddOptions<StorageOptions>().Configure(configure);
        services.AddMarketPulseStorage();
        return options.HasQueues ? services.AddMarketPulseStorageQueues() : services;
    }

    /// <summary>The same without the queues, with the <see cref="StorageOptions"/> that the caller registers.</summary>
    public static IServiceCollection AddMarketPulseStorage(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new StorageClients(
            provider.GetRequiredService<IOptions<StorageOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IChangeMarks>(provider => provider.GetRequiredService<StorageClients>().ChangeMarks);
        services.AddSingleton(provider => new StorageSetup(
            provider.GetRequiredService<StorageClients>(), provider.GetRequiredService<IEventLog>()));
        services.AddSingleton(provider => new StoreSchema(provider.GetRequiredService<StorageClients>()));
        services.AddSingleton(provider => new StorageExport(
            provider.GetRequiredService<StorageClients>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new StorageImport(
            provider.GetRequiredService<StorageClients>(), provider.GetRequiredService<IEventLog>()));
        services.AddSingleton<IArticleStore, TableArticleStore>();
        services.AddSingleton<IArticleTallies, TableArticleTallies>();
        services.AddSingleton<IArticleArchive, TableArticleArchive>();
        services.AddSingleton<IExpiringRows, TableExpiringRows>();
        services.AddSingleton<TableEventLog>();
        services.AddSingleton<IEventLog>(provider => provider.GetRequiredService<TableEventLog>());
        services.AddSingleton<IEventStore, TableEventStore>();
        services.AddSingleton<ICorrectionStore, TableCorrectionStore>();
        services.AddSingleton<IForecastStore, TableForecastStore>();
        services.AddSingleton<IUpcomingStore, TableUpcomingStore>();
        services.AddSingleton<IAnalogueStore, TableAnalogueStore>();
        services.AddSingleton<IAlertStore, TableAlertStore>();
        services.AddSingleton<TableScoreLog>();
        services.AddSingleton<IScoreLog>(provider => provider.GetRequiredService<TableScoreLog>());
        services.AddSingleton<IScoreStore, TableScoreStore>();
        services.AddSingleton<IPriceStore, TablePriceStore>();
        services.AddSingleton<TableDimensionStore>();
        services.AddSingleton<IDimensionStore>(provider => provider.GetRequiredService<TableDimensionStore>());
        services.AddSingleton<IDimensionWriter>(provider => provider.GetRequiredService<TableDimensionStore>());
        services.AddSingleton<ITensionStore, TableTensionStore>();
        services.AddSingleton<ISensitivityStore, TableSensitivityStore>();
        services.AddSingleton<IProfilePartStore, TableProfilePartStore>();
        services.AddSingleton<ICursorStore, TableCursorStore>();
        services.AddSingleton<IClusterLease, BlobClusterLease>();
        services.AddSingleton<IRowReader, TableRowReader>();
        services.AddSingleton<IFileContainers, BlobFileContainers>();
        services.AddSingleton<IHealthProbe, TablesProbe>();
        services.AddSingleton<IHealthProbe, BlobsProbe>();
        return services;
    }

    /// <summary>Registers the queues of the storage account. Use with <see cref="AddMarketPulseStorage(IServiceCollection)"/>.</summary>
    public static IServiceCollection AddMarketPulseStorageQueues(this IServiceCollection services)
    {
        services.AddSingleton<IWorkQueue, StorageWorkQueue>();
        services.AddSingleton<IWorkReceiver, StorageQueueReceiver>();
        services.AddSingleton<IDeadLetters, StorageDeadLetters>();
        foreach (string queue in QueueNames.All)
        {
            services.AddSingleton<IHealthProbe>(provider => new StorageQueueProbe(provider.GetRequiredService<StorageClients>(), queue));
        }

        return services;
    }

    /// <summary>
    /// Registers every store, the queues and the clustering lease in the memory of this process, for tests and fast backfills. They behave
    /// as those on a storage account do, and end with the process.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Sets how queues are read; null for the defaults.</param>
    public static IServiceCollection AddMarketPulseInMemoryStorage(
        this IServiceCollection services, Action<QueueReaderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = new QueueReaderOptions();
        configure?.Invoke(options);
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<InMemoryStores>();
        services.AddSingleton<InMemoryChangeMarks>();
        services.AddSingleton<IChangeMarks>(provider => provider.GetRequiredService<InMemoryChangeMarks>());
        services.AddSingleton<InMemoryArticleStore>();
        services.AddSingleton<IArticleStore>(provider => provider.GetRequiredService<InMemoryArticleStore>());
        services.AddSingleton<IArticleTallies>(provider => provider.GetRequiredService<InMemoryArticleStore>());
        services.AddSingleton<InMemoryEventLog>();
        services.AddSingleton<IEventLog>(provider => provider.GetRequiredService<InMemoryEventLog>());
        services.AddSingleton<IEventStore, InMemoryEventStore>();
        services.AddSingleton<ICorrectionStore, InMemoryCorrectionStore>();
        services.AddSingleton<IForecastStore, InMemoryForecastStore>();
        services.AddSingleton<IUpcomingStore, InMemoryUpcomingStore>();
        services.AddSingleton<InMemoryAnalogueStore>();
        services.AddSingleton<IAnalogueStore>(provider => provider.GetRequiredService<InMemoryAnalogueStore>());
        services.AddSingleton<IAlertStore, InMemoryAlertStore>();
        services.AddSingleton<InMemoryScoreLog>();
        services.AddSingleton<IScoreLog>(provider => provider.GetRequiredService<InMemoryScoreLog>());
        services.AddSingleton<IScoreStore, InMemoryScoreStore>();
        services.AddSingleton<IPriceStore, InMemoryPriceStore>();
        services.AddSingleton<InMemoryTensionStore>();
        services.AddSingleton<ITensionStore>(provider => provider.GetRequiredService<InMemoryTensionStore>());
        services.AddSingleton<ISensitivityStore, InMemorySensitivityStore>();
        services.AddSingleton<IProfilePartStore, InMemoryProfilePartStore>();
        services.AddSingleton<IDimensionStore, InMemoryDimensionStore>();
        services.AddSingleton<ICursorStore, InMemoryCursorStore>();
        services.AddSingleton<IClusterLease, InMemoryClusterLease>();
        services.AddSingleton<InMemoryRowStore>();
        services.AddSingleton<IRowReader>(provider => provider.GetRequiredService<InMemoryRowStore>());
        services.AddSingleton<IDimensionWriter>(provider => provider.GetRequiredService<InMemoryRowStore>());
        services.AddSingleton(provider => new InMemoryBroker(provider.GetRequiredService<TimeProvider>(), options));
        services.AddSingleton<IWorkQueue>(provider => provider.GetRequiredService<InMemoryBroker>());
        services.AddSingleton<IWorkReceiver>(provider => provider.GetRequiredService<InMemoryBroker>());
        services.AddSingleton<IDeadLetters>(provider => provider.GetRequiredService<InMemoryBroker>());
        return services;
    }
}
