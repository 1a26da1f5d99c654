using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Local.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse serve</c>: runs everything on this machine.</summary>
internal static class ServeCommand
{
    /// <summary>Port of the page and the API.</summary>
    public const int DefaultPort = 7080;

    public static Command Create()
    {
        var port = new Option<int?>("--port")
        {
            Description = string.Create(
                CultureInfo.InvariantCulture, $"Port on 127.0.0.1 for the page and the API; 0 chooses a free one. Default: {DefaultPort}."),
            HelpName = "PORT",
            CustomParser = static result =>
                SharedOptions.Read<int?>(result, text => ushort.TryParse(text, CultureInfo.InvariantCulture, out ushort number)
                ? number
                : throw new FormatException($"'{text}' is not a port: give a number from 0 to 65535.")),
        };
        var settings = new Option<string?>("--settings")
        {
            Description = "Settings such as schedules and feeds, in the local.settings.json format of the Functions app. Default: the "
                + "shipped sample.",
            HelpName = "FILE",
        };
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "serve",
            "Polls the feeds on schedule, finds and scores events as they are reported, and serves the page and the API on this "
                + "machine, until Ctrl+C.",
            "marketpulse serve",
            "marketpulse serve --port 8080 --settings local.settings.json --data ./market")
        {
            port, settings, data, storage,
        };
        command.OnRun((context, cancellationToken) => RunAsync(
            context,
            new ServeOptions(context.Get(port) ?? DefaultPort, context.Get(settings), context.Get(data), context.Get(storage)),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(CommandContext context, ServeOptions options, CancellationToken cancellationToken)
    {
        await using LocalStorage storage = await context.Progress.RunAsync(
            "Starting", report => LocalStorage.OpenAsync(options.DataFolder, options.Connection, report, cancellationToken));
        IReadOnlyDictionary<string, string?> settings =
            LocalSettings.Read(options.SettingsFile, Environment.GetEnvironmentVariables(), storage.ConnectionString);
        List<Instrument> stored = await ReadInstrumentsAsync(storage, context, cancellationToken);
        await using LocalServer server = await StartAsync(settings, options.Port, stored, cancellationToken);
        Print(context.Output, server.Address);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            context.Output.Say("Stopping: work in progress is finished or returned to its queue.");
        }
    }

    /// <summary>Instruments that other commands stored are still scored and shown, in addition to those of the settings.</summary>
    private static async Task<List<Instrument>> ReadInstrumentsAsync(
        LocalStorage storage, CommandContext context, CancellationToken cancellationToken)
    {
        await using LocalHost host = await context.StartHostAsync(storage, cancellationToken);
        return await host.Dimensions.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken);
    }

    private static async Task<LocalServer> StartAsync(
        IReadOnlyDictionary<string, string?> settings, int port, IReadOnlyList<Instrument> stored, CancellationToken cancellationToken)
    {
        try
        {
            return await LocalServer.StartAsync(settings, port, cancellationToken, services => services.AddLogging(LogToError), stored);
        }
        catch (IOException e)
        {
            throw CommandError.Failed($"Port {port} on 127.0.0.1 is in use: give another one with --port, or 0 for any free port.", e);
        }
        catch (Exception e) when (e is InvalidOperationException or OptionsValidationException)
        {
            throw CommandError.Failed(e.Message, e);
        }
    }

    private static void Print(Output output, Uri address)
    {
        output.Say($"MarketPulse is running at {address}; press Ctrl+C to stop it.");
        if (output.Format != OutputFormat.Table)
        {
            output.Write(RowSet.Create("server", [new Served(address.ToString())]));
        }
    }

    private static void LogToError(ILoggingBuilder logging) => logging
        .AddConsole(console =>
        {
            console.FormatterName = ServeLog.FormatName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        })
        .AddConsoleFormatter<ServeLog, ConsoleFormatterOptions>()
        .AddFilter((category, level) => level >= MinimumLevel(category));

    /// <summary>Single attempts of a feed's request are not logged, only the outcome of the poll.</summary>
    private static LogLevel MinimumLevel(string? category) => category switch
    {
        not null when category.StartsWith("MarketPulse", StringComparison.Ordinal) => LogLevel.Information,
        not null when category.StartsWith("Polly", StringComparison.Ordinal) => LogLevel.Critical,
        _ => LogLevel.Warning,
    };

    private sealed record Served(string Address);

    private sealed record ServeOptions(int Port, string? SettingsFile, string? DataFolder, string? Connection);
}
