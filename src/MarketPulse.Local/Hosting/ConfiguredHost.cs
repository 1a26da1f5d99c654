using System.CommandLine;
using MarketPulse.Core.Markets;
using MarketPulse.Hosting;
using MarketPulse.Local.Commands;
using MarketPulse.Local.Serving;
using MarketPulse.Pipeline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Local.Hosting;

/// <summary>A host with the feeds, watchlist and alerts of the settings, as in <c>serve</c> and the Functions app.</summary>
internal static class ConfiguredHost
{
    /// <summary><c>--settings FILE</c>.</summary>
    public static Option<string?> SettingsOption() => new("--settings")
    {
        Description = "Feeds, watchlist and alerts from this local.settings.json, in the format of the Functions app; environment "
            + "variables take precedence. Default: the shipped sample.",
        HelpName = "FILE",
    };

    /// <summary>Starts the host.</summary>
    /// <param name="settingsFile">The settings; null for the shipped sample.</param>
    /// <param name="storage">The storage to use.</param>
    /// <param name="clock">Clock of the steps.</param>
    /// <param name="report">Receives the progress of upgrading a store that an earlier version wrote.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="CommandError">A setting or the watchlist is wrong; the message names it.</exception>
    public static async Task<LocalHost> StartAsync(
        string? settingsFile,
        LocalStorage storage,
        TimeProvider clock,
        Action<WorkProgress> report,
        CancellationToken cancellationToken)
    {
        IConfiguration configuration = Configuration(settingsFile, storage.ConnectionString);
        LocalHost host = await LocalHost.StartAsync(
            storage, clock, cancellationToken, services => Add(services, configuration), report);
        try
        {
            Check(host.Services);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same services without stores and steps, for commands that need neither.</summary>
    /// <exception cref="CommandError">A setting or the watchlist is wrong; the message names it.</exception>
    public static ServiceProvider WithoutStorage(string? settingsFile, TimeProvider clock)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(clock);
        Add(services, Configuration(settingsFile, connectionString: ""));
        ServiceProvider provider = services.BuildServiceProvider();
        try
        {
            Check(provider);
            return provider;
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    private static IConfigurationRoot Configuration(string? settingsFile, string connectionString) => new ConfigurationBuilder()
        .AddInMemoryCollection(LocalSettings.Read(settingsFile, Environment.GetEnvironmentVariables(), connectionString))
        .Build();

    private static void Add(IServiceCollection services, IConfiguration configuration) =>
        services.AddRetentionSettings(configuration).AddConfounderSettings(configuration).AddMarketPulseFeedsAndAlerts(configuration);

    private static void Check(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            _ = services.GetRequiredService<Watchlist>();
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
        {
            throw CommandError.Failed(
                e is OptionsValidationException wrong ? string.Join(Environment.NewLine, wrong.Failures) : e.Message, e);
        }
    }
}
