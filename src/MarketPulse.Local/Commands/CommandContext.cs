using System.CommandLine;
using MarketPulse.Feeds.Files;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Commands;

/// <summary>What a running command works with: its options, its output, and its error stream.</summary>
internal sealed class CommandContext
{
    private const string OpeningStorage = "Opening the storage";

    private readonly ParseResult _parsed;

    public CommandContext(ParseResult parsed, Surroundings surroundings, OutputFormat format)
    {
        _parsed = parsed;
        Input = surroundings.Input;
        Clock = surroundings.Clock;
        Error = parsed.InvocationConfiguration.Error;
        var manner = new OutputManner(parsed.GetValue<bool>(SharedOptions.QuietName), parsed.GetValue<bool>(SharedOptions.NoColorName));
        Output = new Output(format, parsed.InvocationConfiguration.Output, surroundings.Width, surroundings.Output, manner);
        Progress = new Progress(Error, Clock, manner.Quiet || manner.NoColor);
    }

    /// <summary>Standard output.</summary>
    public Output Output { get; }

    /// <summary>The spinner that people see at a terminal.</summary>
    public Progress Progress { get; }

    /// <summary>Standard input.</summary>
    public Stream Input { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>The clock of the command.</summary>
    public TimeProvider Clock { get; }

    /// <summary>0, or 1 after something was refused or failed.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Ok;

    /// <summary>The value of an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => _parsed.GetValue(argument);

    /// <summary>Opens the storage that the options name, with progress.</summary>
    public Task<LocalStorage> OpenStorageAsync(string? dataFolder, string? connection, CancellationToken cancellationToken) =>
        Progress.RunAsync(OpeningStorage, report => LocalStorage.OpenAsync(dataFolder, connection, report, cancellationToken));

    /// <summary>Starts a host on a storage, with the progress of upgrading what an earlier version wrote.</summary>
    public Task<LocalHost> StartHostAsync(
        LocalStorage storage, CancellationToken cancellationToken, Action<IServiceCollection>? configure = null) =>
        Progress.RunAsync(OpeningStorage, report => LocalHost.StartAsync(storage, Clock, cancellationToken, configure, report));

    /// <summary>The same with the feeds, watchlist and alerts of the settings.</summary>
    public Task<LocalHost> StartConfiguredHostAsync(string? settingsFile, LocalStorage storage, CancellationToken cancellationToken) =>
        Progress.RunAsync(OpeningStorage, report => ConfiguredHost.StartAsync(settingsFile, storage, Clock, report, cancellationToken));

    /// <summary>Prints a warning: something worth knowing that is not a failure.</summary>
    public void Warn(string sentence) => Error.WriteLine($"warning: {CellText.ForTerminal(sentence)}");

    /// <summary>Prints problems in the user's files: as warnings where the input was still used, otherwise as failures.</summary>
    public void Tell(IEnumerable<InputError> errors)
    {
        foreach (InputError error in errors)
        {
            if (error.IsWarning)
            {
                Warn(error.ToString());
            }
            else
            {
                Fail(error.ToString());
            }
        }
    }

    /// <summary>Prints a failure and continues: the command will end with exit code 1.</summary>
    public void Fail(string sentence)
    {
        Error.WriteLine($"error: {CellText.ForTerminal(sentence)}");
        ExitCode = ExitCodes.Failed;
    }
}

/// <summary>What a command takes from its environment, so that tests can replace it.</summary>
/// <param name="Input">Standard input, as bytes because it may not be text.</param>
/// <param name="Clock">The clock of the command.</param>
/// <param name="Width">Width of printed tables in characters; null for the width of the terminal.</param>
/// <param name="Output">Standard output as bytes; null for that of the process.</param>
internal sealed record Surroundings(Stream Input, TimeProvider Clock, int? Width = null, Stream? Output = null);
