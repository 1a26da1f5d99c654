using System.Net;
using MarketPulse.Core.Markets;
using MarketPulse.Hosting;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using MarketPulse.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MarketPulse.Local.Serving;

/// <summary>MarketPulse as a server on this machine: timers and queues as in Azure, page and API on loopback.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalServer(WebApplication app) => _app = app;

    /// <summary>Address of the page and the API.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Services of the server: stores and steps.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts the server; every timer fires once immediately.</summary>
    /// <param name="settings">The settings as the Functions app would find them in its environment, including the storage.</param>
    /// <param name="port">Port on 127.0.0.1; 0 chooses a free one.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="configure">Adds services of one host only, such as logging.</param>
    /// <param name="others">Stored instruments to keep, in addition to those of the settings; null for none.</param>
    /// <exception cref="OptionsValidationException">
    /// A setting is missing or malformed; the message names it.
    /// </exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<LocalServer> StartAsync(
        IReadOnlyDictionary<string, string?> settings,
        int port,
        CancellationToken cancellationToken,
        Action<IServiceCollection>? configure = null,
        IReadOnlyList<Instrument>? others = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddMarketPulse(builder.Configuration);
        builder.Services.AddHostedService<BackgroundWork>();

        // The command decides when to stop; the default lifetime of the host would also react to Ctrl+C.
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();

        // Protects against DNS rebinding: a page of another site whose name resolves to 127.0.0.1.
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["localhost", "127.0.0.1"]);
        ServiceDescriptor named = builder.Services.Single(service => service.ServiceType == typeof(Watchlist));
        builder.Services.Replace(
            ServiceDescriptor.Singleton(services => ((Watchlist)named.ImplementationFactory!(services)).Keeping(others ?? [])));
        configure?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.UseHostFiltering();
        app.Run(WebPipeline.Build(app.Services));
        var server = new LocalServer(app);
        try
        {
            await app.Services.GetRequiredService<StorageSetup>().EnsureCreatedAsync(cancellationToken);
            await app.Services.GetRequiredService<IDimensionStore>().SaveInstrumentsAsync(
                app.Services.GetRequiredService<Watchlist>().Instruments, cancellationToken);
            await app.StartAsync(cancellationToken);
            return server;
        }
        catch (OptionsValidationException)
        {
            // Settings are validated before anything is started, so there is nothing to stop.
            await app.DisposeAsync();
            throw;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops timers and queues first; a message in progress is finished or returned to its queue.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
