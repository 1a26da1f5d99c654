using System.CommandLine;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Commands;

/// <summary>A subcommand with an example in its help, the option <c>--output</c>, and the exit codes that all share.</summary>
internal sealed class MarketPulseSubcommand : Command
{
    private Option<OutputFormat> _output = SharedOptions.Output();

    /// <param name="name">Its name on the command line.</param>
    /// <param name="description">What it does, one or two sentences.</param>
    /// <param name="examples">Lines that work as they stand, shown at the end of its help.</param>
    public MarketPulseSubcommand(string name, string description, params IReadOnlyList<string> examples)
        : base(name, description)
    {
        Examples = examples;
    }

    /// <summary>Lines shown at the end of its help.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>Lets <c>--output svg</c> draw what the command prints; called before <see cref="OnRun"/>.</summary>
    public void AllowDrawing() => _output = SharedOptions.Output(draws: true);

    /// <summary>Sets what the command does. A <see cref="CommandError"/> that it throws ends it with one sentence and its exit code.</summary>
    public void OnRun(Func<CommandContext, CancellationToken, Task> run)
    {
        Options.Add(_output);
        SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, MarketPulseCommand.SurroundingsOf(parsed), parsed.GetValue(_output));
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
                context.Fail("Stopped before the end; run the command again to go on.");
                return ExitCodes.Failed;
            }
            catch (Exception e) when (e is AzuriteException or IOException or UnauthorizedAccessException)
            {
                context.Fail(e.Message);
                return ExitCodes.Failed;
            }
            catch (Exception e) when (StorageTrouble.Sentence(e) is { } sentence)
            {
                context.Fail(sentence);
                return ExitCodes.Failed;
            }
#pragma warning disable CA1031 // The last resort: whoever meets it can report it, and the exit code still holds.
            catch (Exception e)
#pragma warning restore CA1031
            {
                context.Fail($"This should not happen: {e.Message}");
                await context.Error.WriteLineAsync(e.StackTrace);
                return ExitCodes.Failed;
            }
        });
    }
}
