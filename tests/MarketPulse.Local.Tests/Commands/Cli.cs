using MarketPulse.Local.Commands;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>Runs the command in this process, as a shell would.</summary>
internal static class Cli
{
    /// <summary>The time at which the tests run the command.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static async Task<Run> RunAsync(string[] args, string input = "", CancellationToken cancellationToken = default)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exitCode = await MarketPulseCommand.RunAsync(
            args, output, error, new Surroundings(new StringReader(input), new FakeTimeProvider(Now)), cancellationToken);
        return new Run(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>How a run of the command ended.</summary>
internal sealed record Run(int ExitCode, string Output, string Error);
