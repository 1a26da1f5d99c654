using System.Collections.Concurrent;
using MarketPulse.Functions.Tests.Declared;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MarketPulse.Functions.Tests.StartUp;

/// <summary>
/// The app as built by Program, with settings as passed by the host to the worker, after its own start-up work is done. Parts that need a
/// Functions host are omitted; <see cref="Host"/> covers them.
/// </summary>
internal sealed class StartedApp : IAsyncDisposable
{
    /// <summary>Address at which the worker would find the host; nothing here connects to it.</summary>
    private static readonly Dictionary<string, string?> HostAddress = new(StringComparer.Ordinal)
    {
        ["Functions:Worker:HostEndpoint"] = "http://127.0.0.1:1",
        ["Functions:Worker:WorkerId"] = "worker",
        ["Functions:Worker:RequestId"] = "request",
        ["Functions:Worker:GrpcMaxMessageLength"] = "4194304",
    };

    private readonly IHost _host;
    private readonly IReadOnlyList<IHostedService> _started;

    private StartedApp(IHost host, IReadOnlyList<IHostedService> started, ICollection<string> settingsRead) =>
        (_host, _started, SettingsRead) = (host, started, settingsRead);

    public IServiceProvider Services => _host.Services;

    /// <summary>Names of the settings that were read so far, as spelled by the host.</summary>
    public ICollection<string> SettingsRead { get; }

    /// <summary>Builds the app, validates its options and starts its own services; passes on their exceptions.</summary>
    public static async Task<StartedApp> StartAsync(CompiledApp app, IReadOnlyDictionary<string, string> settings)
    {
        var source = new RecordingSource(settings);
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(HostAddress);
        ((IConfigurationBuilder)builder.Configuration).Add(source);
        app.Configure(builder);
        IHost host = builder.Build();
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        IHostedService[] own =
        [
            .. host.Services.GetServices<IHostedService>()
                .Where(service => service.GetType().Namespace!.StartsWith("MarketPulse", StringComparison.Ordinal)),
        ];
        foreach (IHostedLifecycleService service in own.OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(CancellationToken.None);
        }

        foreach (IHostedService service in own)
        {
            await service.StartAsync(CancellationToken.None);
        }

        return new StartedApp(host, own, source.Read);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IHostedService service in _started)
        {
            await service.StopAsync(CancellationToken.None);
        }

        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private sealed class RecordingSource(IReadOnlyDictionary<string, string> settings) : IConfigurationSource
    {
        private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.OrdinalIgnoreCase);

        public ICollection<string> Read => _read.Keys;

        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(settings, _read);
    }

    /// <summary>Like the environment provider: two underscores separate section and key.</summary>
    private sealed class Provider : ConfigurationProvider
    {
        private readonly ConcurrentDictionary<string, bool> _read;

        public Provider(IReadOnlyDictionary<string, string> settings, ConcurrentDictionary<string, bool> read)
        {
            _read = read;
            Data = settings.ToDictionary(
                pair => pair.Key.Replace("__", ":", StringComparison.Ordinal),
                pair => (string?)pair.Value,
                StringComparer.OrdinalIgnoreCase);
        }

        public override bool TryGet(string key, out string? value)
        {
            _read[key.Replace(":", "__", StringComparison.Ordinal)] = true;
            return base.TryGet(key, out value);
        }
    }
}
