using MarketPulse.Storage;
using Microsoft.Extensions.Hosting;

namespace MarketPulse.Functions.StorageQueue;

/// <summary>Creates tables, queues and containers at start: an emulator begins empty, where in Azure the template has created them.</summary>
/// <param name="setup">Creates what is missing.</param>
internal sealed class StorageCreation(StorageSetup setup) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => setup.EnsureCreatedAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
