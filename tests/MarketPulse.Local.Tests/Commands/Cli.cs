using System.Text;
using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>Runs the command in this process, as a shell would.</summary>
internal static class Cli
{
    /// <summary>The time at which the tests run the command.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static async Task<Run> RunAsync(string[] args, string input = "", int? width = null, CancellationToken cancellationToken = default)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exitCode = await MarketPulseCommand.RunAsync(
            args, output, error, new Surroundings(new MemoryStream(Encoding.UTF8.GetBytes(input)), new StoppedClock(Now), width), cancellationToken);
        return new Run(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>Shows one time for ever; waiting takes real time, as queues need it.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => now;
}

/// <summary>How a run of the command ended.</summary>
internal sealed record Run(int ExitCode, string Output, string Error);
