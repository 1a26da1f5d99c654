using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MarketPulse.Functions.Tests.StartUp;

/// <summary>The app as its Program builds and starts it, with settings as the host hands them to the worker.</summary>
internal sealed class StartedApp : IAsyncDisposable
{
    private readonly Task _run;
    private readonly IHost _host;

    private StartedApp(Task run, IHost host, ICollection<string> settingsRead) => (_run, _host, SettingsRead) = (run, host, settingsRead);

    public IServiceProvider Services => _host.Services;

    /// <summary>Names of the settings that were asked for so far, as the host spells them.</summary>
    public ICollection<string> SettingsRead { get; }

    /// <summary>Runs Program until the app is up; what it throws is thrown.</summary>
    public static async Task<StartedApp> StartAsync(Assembly app, IReadOnlyDictionary<string, string> settings)
    {
        var source = new RecordingSource(settings);
        IHost? host = null;
        var started = new TaskCompletionSource();
        StartProbe.Current = new StartProbe(
            builder => ((IConfigurationBuilder)builder.Configuration).Add(source),
            built =>
            {
                host = built;
                built.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => started.SetResult());
            });

        // Some of what is wrong with settings shows before the first await.
        Task run = Task.Run(() => (Task)app.EntryPoint!.DeclaringType!
            .GetMethod("<Main>$", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [Array.Empty<string>()], null)!);
        await await Task.WhenAny(run, started.Task);
        return new StartedApp(run, host!, source.Read);
    }

    public async ValueTask DisposeAsync()
    {
        Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await _run;
    }

    private sealed class RecordingSource(IReadOnlyDictionary<string, string> settings) : IConfigurationSource
    {
        private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.OrdinalIgnoreCase);

        public ICollection<string> Read => _read.Keys;

        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(settings, _read);
    }

    /// <summary>As the environment provider: two underscores part section and key.</summary>
    private sealed class Provider : ConfigurationProvider
    {
        private readonly ConcurrentDictionary<string, bool> _read;

        public Provider(IReadOnlyDictionary<string, string> settings, ConcurrentDictionary<string, bool> read)
        {
            _read = read;
            Data = settings.ToDictionary(pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair.Value, StringComparer.OrdinalIgnoreCase);
        }

        public override bool TryGet(string key, out string? value)
        {
            _read[key.Replace(":", "__", StringComparison.Ordinal)] = true;
            return base.TryGet(key, out value);
        }
    }
}
