using System.Diagnostics;
using System.Text;
using MarketPulse.Local.Commands;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>Runs a command in this process.</summary>
internal static class Cli
{
    /// <summary>The time of the command in tests.</summary>
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static async Task<Run> RunAsync(
        string[] args, string input = "", int? width = null, DateTimeOffset? now = null, Stream? bytes = null,
        CancellationToken cancellationToken = default)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exitCode = await MarketPulseCommand.RunAsync(
            args,
            output,
            error,
            new Surroundings(new MemoryStream(Encoding.UTF8.GetBytes(input)), new StoppedClock(now ?? Now), width, bytes),
            cancellationToken);
        return new Run(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>Runs a command in a separate process, with a real console.</summary>
internal static class CliProcess
{
    public static async Task<Run> RunAsync(string[] args, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "marketpulse.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process command = Process.Start(start)!;
        Task<string> error = command.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await command.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await command.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Run(command.ExitCode, output, await error);
    }
}

/// <summary>A clock that always shows the same time; delays take real time, because queues need it.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => now;
}

/// <summary>How a run of the command ended.</summary>
internal sealed record Run(int ExitCode, string Output, string Error);
