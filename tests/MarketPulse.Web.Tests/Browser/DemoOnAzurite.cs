using MarketPulse.Local.Commands;
using MarketPulse.Storage;
using MarketPulse.Web.Tests.Browser;

[assembly: AssemblyFixture(typeof(DemoOnAzurite))]

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The data that the demo command stores, served by a host: created once, for tests that only read.</summary>
public sealed class DemoOnAzurite : IAsyncDisposable
{
    private readonly AzuriteFixture _azurite = new();
    private readonly SemaphoreSlim _gate = new(1);
    private WebHost? _host;

    /// <summary>The running host.</summary>
    internal async Task<WebHost> HostAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _host ??= await StartAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await _azurite.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<WebHost> StartAsync()
    {
        await _azurite.InitializeAsync();
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await MarketPulseCommand.RunAsync(
            ["demo", "--simulated", "--storage", _azurite.ConnectionString, "--output", "json"], output, error);
        exitCode.ShouldBe(0, error.ToString());
        return await WebHost.StartAsync(
            services => services.AddMarketPulseStorage(options => options.ConnectionString = _azurite.ConnectionString));
    }
}
