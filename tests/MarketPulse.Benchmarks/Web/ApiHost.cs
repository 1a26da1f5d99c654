using MarketPulse.Storage;
using MarketPulse.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Benchmarks.Web;

/// <summary>The read API on Kestrel on a free loopback port, and a client that reads it.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly HttpClient _client;

    private ApiHost(IHost host)
    {
        _host = host;
        string address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public IServiceProvider Services => _host.Services;

    public static async Task<ApiHost> StartAsync(Action<IServiceCollection> configure)
    {
        IHost host = new HostBuilder()
            .ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Critical))
            .ConfigureServices(services =>
            {
                services.AddMarketPulseInMemoryStorage();
                services.AddMarketPulseWeb();
                configure(services);
            })
            .ConfigureWebHost(web => web
                .UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0))
                .Configure(app => app.Run(WebPipeline.Build(app.ApplicationServices))))
            .Build();
        await host.StartAsync();
        return new ApiHost(host);
    }

    /// <summary>Reads a response to its end and counts its lines.</summary>
    public async Task<int> ReadLinesAsync(string address)
    {
        await using Stream body = await _client.GetStreamAsync(address);
        byte[] buffer = new byte[256 * 1024];
        int lines = 0;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return lines;
    }

    /// <summary>Reads a response as text.</summary>
    public Task<string> ReadTextAsync(string address) => _client.GetStringAsync(address);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }
}
