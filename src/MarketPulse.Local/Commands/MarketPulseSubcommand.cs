using System.CommandLine;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Local.Commands;

/// <summary>A subcommand with examples in its help, the option <c>--output</c>, and the exit codes that all commands share.</summary>
internal sealed class MarketPulseSubcommand : Command
{
    private Option<OutputFormat> _output = SharedOptions.Output();

    /// <param name="name">Its name on the command line.</param>
    /// <param name="description">What it does, in one or two sentences.</param>
    /// <param name="examples">Command lines that work as written, shown at the end of its help.</param>
    public MarketPulseSubcommand(string name, string description, params IReadOnlyList<string> examples)
        : base(name, description)
    {
        Examples = examples;
    }

    /// <summary>Command lines shown at the end of its help.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>Adds values of <c>--output</c>; call it before <see cref="OnRun"/>.</summary>
    public void AllowOutput(params OutputFormat[] others) => _output = SharedOptions.Output(others);

    /// <summary>
    /// Sets the action of the command. A <see cref="CommandError"/> that it throws ends the command with one sentence and the exit code of
    /// the error.
    /// </summary>
    public void OnRun(Func<CommandContext, CancellationToken, Task> run)
    {
        Options.Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, MarketPulseCommand.SurroundingsOf(parsed), parsed.GetValue(_output));
            if (context.Output is { Format: OutputFormat.Parquet, IsTerminal: true })
            {
                context.Fail("--output parquet is not text: send it to a file, such as > scores.parquet.");
                return ExitCodes.BadArguments;
            }

            try
            {
                await run(context, cancellationToken);
                return context.ExitCode;
            }
            catch (CommandError e)
            {
                context.Fail(e.Message);
                return e.ExitCode;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                context.Fail("Stopped before the end; run the command again to continue.");
                return ExitCodes.Failed;
            }
            catch (Exception e) when (e is AzuriteException or IOException or UnauthorizedAccessException)
            {
                context.Fail(e.Message);
                return ExitCodes.Failed;
            }
            catch (AsOfTooEarlyException e)
            {
                context.Fail($"--asof: {e.Message}");
                return ExitCodes.Failed;
            }
            catch (Exception e) when (StorageTrouble.Sentence(e) is { } sentence)
            {
                context.Fail(sentence);
                return ExitCodes.Failed;
            }
#pragma warning disable CA1031 // The last resort: the user gets something to report, and the exit code is right.
            catch (Exception e)
#pragma warning restore CA1031
            {
                context.Fail($"Unexpected error, please report it: {e.Message}");
                await context.Error.WriteLineAsync(e.StackTrace);
                return ExitCodes.Failed;
            }
        });
    }
}
