using System.CommandLine;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds;
using MarketPulse.Local.Commands;
using MarketPulse.Local.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Local.Hosting;

/// <summary>A host with the feeds and the watchlist that the settings name, as <c>serve</c> and the Functions app have them.</summary>
internal static class ConfiguredHost
{
    /// <summary><c>--settings FILE</c>.</summary>
    public static Option<string?> SettingsOption() => new("--settings")
    {
        Description = "Feeds and watchlist from this local.settings.json, as the Functions app takes it; the environment wins over it. Default: the shipped sample.",
        HelpName = "FILE",
    };

    /// <summary>Makes the host.</summary>
    /// <exception cref="CommandError">A setting or the watchlist is wrong; the message names it.</exception>
    public static async Task<LocalHost> StartAsync(string? settingsFile, LocalStorage storage, TimeProvider clock, CancellationToken cancellationToken)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(LocalSettings.Read(settingsFile, Environment.GetEnvironmentVariables(), storage.ConnectionString))
            .Build();
        LocalHost host = await LocalHost.StartAsync(storage, clock, cancellationToken, services => services.AddMarketPulseFeeds(configuration));
        try
        {
            host.Step<IStartupValidator>().Validate();
            _ = host.Step<Watchlist>();
            return host;
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
        {
            await host.DisposeAsync();
            throw CommandError.Failed(e is OptionsValidationException wrong ? string.Join(Environment.NewLine, wrong.Failures) : e.Message, e);
        }
    }
}
