using MarketPulse.Local.Commands;
using MarketPulse.Storage;
using MarketPulse.Web.Tests.Browser;

[assembly: AssemblyFixture(typeof(DemoOnAzurite))]
[assembly: AssemblyFixture(typeof(HistoryOnAzurite))]

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The data that a demo command stores, served by a host: created once, for tests that only read.</summary>
/// <param name="command">The command, without its storage.</param>
public abstract class StoredDemo(params string[] command) : IAsyncDisposable
{
    private readonly AzuriteFixture _azurite = new();
    private readonly SemaphoreSlim _gate = new(1);
    private WebHost? _host;

    /// <summary>The storage, once the host runs.</summary>
    internal string ConnectionString => _azurite.ConnectionString;

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
        GC.SuppressFinalize(this);
    }

    private async Task<WebHost> StartAsync()
    {
        await _azurite.InitializeAsync();
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await MarketPulseCommand.RunAsync(
            [.. command, "--storage", _azurite.ConnectionString, "--output", "json"], output, error);
        exitCode.ShouldBe(0, error.ToString());
        return await WebHost.StartAsync(
            services => services.AddMarketPulseStorage(options => options.ConnectionString = _azurite.ConnectionString));
    }
}

/// <summary>The simulated market, whose true reactions are known.</summary>
public sealed class DemoOnAzurite() : StoredDemo("demo", "--simulated");

/// <summary>The real history.</summary>
public sealed class HistoryOnAzurite() : StoredDemo("demo");
