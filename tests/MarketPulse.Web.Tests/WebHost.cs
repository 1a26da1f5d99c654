using MarketPulse.Core.Markets;
using MarketPulse.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Web.Tests;

/// <summary>The pipeline on Kestrel at a free loopback port.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly IHost _host;

    private WebHost(IHost host, Uri address)
    {
        _host = host;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Starts with in-memory stores, unless <paramref name="configure"/> registers others.</summary>
    public static async Task<WebHost> StartAsync(Action<IServiceCollection>? configure = null)
    {
        IHost host = new HostBuilder()
            .ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Critical))
            .ConfigureServices(services =>
            {
                services.AddMarketPulseInMemoryStorage();
                services.AddSingleton(new Watchlist([]));
                services.AddMarketPulseWeb();
                configure?.Invoke(services);
            })
            .ConfigureWebHost(web => web
                .UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0))
                .Configure(app => app.Run(WebPipeline.Build(app.ApplicationServices))))
            .Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        string address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new WebHost(host, new Uri(address));
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }
}
