using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Commands;

/// <summary>The command <c>marketpulse</c> and its subcommands.</summary>
internal static class MarketPulseCommand
{
    /// <summary>How long a command may take to stop after Ctrl+C, because the storage saves its data first.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(20);

    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error) =>
        RunAsync(args, output, error, new Surroundings(Console.OpenStandardInput(), TimeProvider.System), CancellationToken.None);

    /// <summary>Parses the arguments and runs the command; returns the exit code.</summary>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, Surroundings surroundings, CancellationToken cancellationToken)
    {
        ParseResult parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            string command = string.Join(' ', PathOf(parsed.CommandResult.Command).Prepend("marketpulse"));
            error.WriteLine($"error: {CellText.ForTerminal(parsed.Errors[0].Message.TrimEnd('.'))}; see {command} --help.");
            return ExitCodes.BadArguments;
        }

        return await parsed.InvokeAsync(
            new Invocation
            {
                Output = output,
                Error = error,
                Surroundings = surroundings,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToStop,
            },
            cancellationToken);
    }

    private static IEnumerable<string> PathOf(Command command) =>
        command is RootCommand ? [] : [.. command.Parents.OfType<Command>().Take(1).SelectMany(PathOf), command.Name];

    /// <summary>The environment of the running command.</summary>
    public static Surroundings SurroundingsOf(ParseResult parsed) => ((Invocation)parsed.InvocationConfiguration).Surroundings;

    /// <summary>The command line: every subcommand with its options.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("How markets react to trade tension: trade events from news, impact scores from prices.")
        {
            DemoCommand.Create(),
            IngestCommand.Create(),
            DetectCommand.Create(),
            ScoresCommand.Create(),
            ExplainCommand.Create(),
            SensitivityCommand.Create(),
            FindingsCommand.Create(),
            ResponseCommand.Create(),
            IndexCommand.Create(),
            FeedsCommand.Create(),
            PollCommand.Create(),
            AlertsCommand.Create(),
            AnaloguesCommand.Create(),
            ScenarioCommand.Create(),
            ServeCommand.Create(),
            McpCommand.Create(),
            DeadLettersCommand.Create(),
            ExportCommand.Create(),
            ImportCommand.Create(),
            CorrectCommand.Create(),
            ReclassifyCommand.Create(),
            RetentionCommand.Create(),
            ForgetCommand.Create(),
            StudyCommand.Create(),
            CalibrateCommand.Create(),
            VerifyCommand.Create(),
            TrackCommand.Create(),
            UpcomingCommand.Create(),
            ReportCommand.Create(),
            DoctorCommand.Create(),
            CompletionCommand.Create(),
        };
        root.Options.Add(SharedOptions.Quiet());
        root.Options.Add(SharedOptions.NoColor());
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((SynchronousCommandLineAction)help.Action!);
        root.SetAction(parsed => ((SynchronousCommandLineAction)help.Action).Invoke(parsed));
        return root;
    }

    private sealed class Invocation : InvocationConfiguration
    {
        public required Surroundings Surroundings { get; init; }
    }
}
