using MarketPulse.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Creates tables, queues and containers at start, because an emulator starts empty. In Azure the template creates them.</summary>
/// <param name="setup">Creates those that do not exist.</param>
/// <param name="logger">Logs the upgrade of a store that an earlier version wrote.</param>
internal sealed class StorageCreation(StorageSetup setup, ILogger<StorageCreation> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => setup.EnsureCreatedAsync(
        progress => logger.LogInformation("{Progress}.", progress), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
