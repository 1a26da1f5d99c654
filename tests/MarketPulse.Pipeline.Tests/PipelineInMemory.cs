using MarketPulse.Core.Markets;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Pipeline.Tests;

/// <summary>The real steps with stores in memory.</summary>
internal static class PipelineInMemory
{
    /// <summary>Builds the services.</summary>
    /// <param name="clock">Clock of steps and stores.</param>
    /// <param name="instruments">The watchlist.</param>
    /// <param name="configure">Adds what a test brings itself; null for nothing.</param>
    public static ServiceProvider Open(
        TimeProvider clock, IReadOnlyList<Instrument> instruments, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(clock);
        services.AddMarketPulseInMemoryStorage();
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist(instruments));
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }
}
