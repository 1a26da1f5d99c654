using System.Diagnostics;
using MarketPulse.Testing.Functions.Wire;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>A worker never outlives the process that started it, because the pipe between them closes however that process dies.</summary>
public sealed class WorkerGuardTests
{
    private const int Killed = 128 + 9;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task When_the_pipe_closes_without_a_line_the_worker_is_killed()
    {
        using Process worker = Start("exec sleep 600");

        worker.StandardInput.Close();

        await worker.WaitForExitAsync().WaitAsync(Limit);
        worker.ExitCode.ShouldBe(Killed);
    }

    [Fact]
    public async Task A_worker_that_was_let_go_ends_as_it_wants()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("marketpulse-guard-");
        string go = Path.Combine(folder.FullName, "go");
        using Process worker = Start($"until [ -e {go} ]; do sleep 0.05; done; exit 7");

        await worker.StandardInput.WriteLineAsync();
        worker.StandardInput.Close();
        await File.WriteAllTextAsync(go, "");

        await worker.WaitForExitAsync().WaitAsync(Limit);
        worker.ExitCode.ShouldBe(7);
        folder.Delete(recursive: true);
    }

    private static Process Start(string script) =>
        Process.Start(new ProcessStartInfo("/bin/sh", ["-c", WorkerProcess.Guarded, "worker", "/bin/sh", "-c", script])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        })!;
}
