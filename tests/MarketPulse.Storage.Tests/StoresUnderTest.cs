using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace MarketPulse.Storage.Tests;

/// <summary>Base class of specifications: a container with every store, on a clock that the test controls.</summary>
public abstract class StoresUnderTest : IAsyncLifetime
{
    private ServiceProvider? _services;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The clock from which the stores take modification times.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 6, 3, 0, 0, 0, TimeSpan.Zero));

    protected IArticleStore Articles => Get<IArticleStore>();

    protected IEventStore Events => Get<IEventStore>();

    protected IScoreStore Scores => Get<IScoreStore>();

    protected IPriceStore Prices => Get<IPriceStore>();

    protected ICursorStore Cursors => Get<ICursorStore>();

    protected IDimensionStore Dimensions => Get<IDimensionStore>();

    public T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton(ClockOfStores);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        Register(services);
        _services = services.BuildServiceProvider();
        if (_services.GetService<StorageSetup>() is { } setup)
        {
            await setup.EnsureCreatedAsync(Cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }
    }

    /// <summary>Readers of queues wait in real time, so specifications of queues use the system clock.</summary>
    protected virtual TimeProvider ClockOfStores => Clock;

    protected abstract void Register(IServiceCollection services);

    protected static void RegisterAzurite(
        IServiceCollection services, AzuriteFixture azurite, Action<QueueReaderOptions>? configure = null) =>
        services.AddMarketPulseStorage(options =>
        {
            options.ConnectionString = azurite.ConnectionString;
            options.NamePrefix = azurite.NewPrefix();
            configure?.Invoke(options.Queues);
        });
}
