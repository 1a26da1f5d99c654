using System.Diagnostics;
using System.Globalization;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>The command as a separate process: the state after Ctrl+C and after a crash.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;

    private string DataFolder => Path.Combine(_folder, "data");

    private string ProcessIdFile => Path.Combine(DataFolder, "azurite.pid");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Control_c_ends_the_command_with_1_and_stops_its_storage()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to send to a single process.");
        using FileSignal processId = Watch();
        using Process command = await StartAsync();
        using Process azurite = await AzuriteAsync(processId);

        await SignalAsync("INT", command);

        await command.WaitForExitAsync(Timeout());
        await azurite.WaitForExitAsync(Timeout());
        command.ExitCode.ShouldBe(1);
        (await command.StandardError.ReadToEndAsync()).TrimEnd()
            .ShouldBe("error: Stopped before the end; run the command again to continue.");
        File.Exists(ProcessIdFile).ShouldBeFalse();
    }

    [Fact]
    public async Task Storage_of_a_killed_command_saves_and_stops_and_the_next_run_goes_on_with_it()
    {
        using FileSignal processId = Watch();
        using Process command = await StartAsync();
        using Process azurite = await AzuriteAsync(processId);

        command.Kill();

        Run next = await Cli.RunAsync(["ingest", "--prices", Path.Combine(_folder, "prices"), "--data", DataFolder]);
        (next.ExitCode, next.Error).ShouldBe((0, ""));
        await azurite.WaitForExitAsync(Timeout());
        Run scores = await Cli.RunAsync(["scores", "--symbol", "S007", "--data", DataFolder]);
        (scores.ExitCode, scores.Error).ShouldBe((0, ""));
        File.Exists(ProcessIdFile).ShouldBeFalse();
    }

    private FileSignal Watch()
    {
        Directory.CreateDirectory(DataFolder);
        return new FileSignal(ProcessIdFile);
    }

    /// <summary>Starts a run with a lot to store.</summary>
    private async Task<Process> StartAsync()
    {
        string prices = Path.Combine(_folder, "prices");
        Directory.CreateDirectory(prices);
        string text = "Date,Close\n" + string.Concat(Enumerable.Range(0, 14_000).Select(day =>
            string.Create(CultureInfo.InvariantCulture, $"{new DateOnly(1980, 1, 1).AddDays(day):yyyy-MM-dd},{100 + (day % 7)}\n")));
        for (int i = 0; i < 60; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(prices, $"S{i:000}.csv"), text);
        }

        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "marketpulse.dll"), "ingest", "--prices", prices, "--data", DataFolder])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>The Azurite process that the command started.</summary>
    private async Task<Process> AzuriteAsync(FileSignal processId)
    {
        CancellationToken timeout = Timeout();
        while (true)
        {
            await processId.NextAsync(timeout);
            if (int.TryParse(await File.ReadAllTextAsync(ProcessIdFile, timeout), CultureInfo.InvariantCulture, out int id))
            {
                return Process.GetProcessById(id);
            }
        }
    }

    private static async Task SignalAsync(string signal, Process process)
    {
        using Process kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process.Id}")]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static CancellationToken Timeout() => new CancellationTokenSource(Patience).Token;
}
