using System.CommandLine;
using MarketPulse.Feeds.Files;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Commands;

/// <summary>What a running command has at hand: its options, where to print, and where to complain.</summary>
internal sealed class CommandContext
{
    private readonly ParseResult _parsed;

    public CommandContext(ParseResult parsed, Surroundings surroundings, OutputFormat format)
    {
        _parsed = parsed;
        Input = surroundings.Input;
        Clock = surroundings.Clock;
        Error = parsed.InvocationConfiguration.Error;
        Output = new Output(format, parsed.InvocationConfiguration.Output, surroundings.Width);
        Progress = new Progress(Error);
    }

    /// <summary>Where the data goes.</summary>
    public Output Output { get; }

    /// <summary>A spinner for people at a terminal.</summary>
    public Progress Progress { get; }

    /// <summary>Standard input.</summary>
    public Stream Input { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>0, or 1 once something was refused or failed.</summary>
    public int ExitCode { get; private set; } = ExitCodes.Ok;

    /// <summary>The value of an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => _parsed.GetValue(argument);

    /// <summary>Tells of something worth knowing that is no failure.</summary>
    public void Warn(string sentence) => Error.WriteLine($"warning: {CellText.ForTerminal(sentence)}");

    /// <summary>Tells what was found wrong in the user's files: as a warning where the input was used all the same, else as a failure.</summary>
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

    /// <summary>Tells of a failure and goes on: the command will end with exit code 1.</summary>
    public void Fail(string sentence)
    {
        Error.WriteLine($"error: {CellText.ForTerminal(sentence)}");
        ExitCode = ExitCodes.Failed;
    }
}

/// <summary>What a command takes from the machine around it, so that tests can give their own.</summary>
/// <param name="Input">Standard input, as bytes: they may turn out to be no text.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Width">Columns of a table's line; null for those of the terminal.</param>
internal sealed record Surroundings(Stream Input, TimeProvider Clock, int? Width = null);
