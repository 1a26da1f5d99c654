using MarketPulse.Storage;
using Microsoft.Extensions.Hosting;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Creates tables, queues and containers at start, because an emulator starts empty. In Azure the template creates them.</summary>
/// <param name="setup">Creates those that do not exist.</param>
internal sealed class StorageCreation(StorageSetup setup) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => setup.EnsureCreatedAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
