using System.Globalization;
using MarketPulse.Local.Azurite;
using Xunit;

namespace MarketPulse.Testing;

/// <summary>
/// One Azurite, in memory, for all tests of an assembly that has this as its assembly fixture. Each test uses its own prefix for tables,
/// queues and containers, so that tests can run in parallel.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? _server;
    private int _prefixes;

    /// <summary>Connection string of the running Azurite.</summary>
    public string ConnectionString => _server!.ConnectionString;

    /// <summary>A prefix that no other test of this run has.</summary>
    public string NewPrefix() => "t" + Interlocked.Increment(ref _prefixes).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await AzuriteServer.StartAsync(new AzuriteOptions());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
