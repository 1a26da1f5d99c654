using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MarketPulse.Testing.Functions.Wire;

/// <summary>The process of the worker. It is stopped when this object is disposed, and when the process that started it dies.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    // The worker replaces the shell, so it receives signals. A background guard reads from a pipe that this process holds: a line means a
    // normal exit; the end of the pipe without a line means that this process has died, in which case the guard kills the worker.
    internal const string Guarded =
        """
        exec 3<&0
        (read -r line <&3 && exit 0; kill -KILL $$) >/dev/null 2>&1 &
        exec "$@" 3<&- </dev/null
        """;

    private readonly Process _process;
    private readonly long _startedAt;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WorkerProcess(Process process, long startedAt, WorkerLog log)
    {
        (_process, _startedAt) = (process, startedAt);
        process.OutputDataReceived += (_, line) => log.AddOutput(line.Data);
        process.ErrorDataReceived += (_, line) => log.AddOutput(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = WatchAsync();
    }

    /// <summary>Completes with the exit code when the process has exited and its output has been read.</summary>
    public Task<int> Exited => _exited.Task;

    public int Id => _process.Id;

    /// <summary>Time since the process was started.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_startedAt);

    /// <summary>Processor time that the process has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <exception cref="FunctionsHostException">The program was not found.</exception>
    public static WorkerProcess Start(
        FunctionApp app, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings, WorkerLog log)
    {
        string[] command = [app.Executable, app.WorkerFile, .. arguments];
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(command[0], command[1..])
            : new ProcessStartInfo("/bin/sh", ["-c", Guarded, "worker", .. command]);
        start.WorkingDirectory = app.Folder;
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = app.Folder;
        long startedAt = Stopwatch.GetTimestamp();
        try
        {
            return new WorkerProcess(Process.Start(start)!, startedAt, log);
        }
        catch (Win32Exception e)
        {
            throw new FunctionsHostException($"`{start.FileName}` could not be started ({e.Message}): the worker needs it on the PATH.", e);
        }
    }

    /// <summary>Asks the process to exit.</summary>
    public void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no SIGTERM.");
        }

        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]);
        kill.WaitForExit();
    }

    /// <summary>Kills the process.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: false);
        }
        catch (InvalidOperationException)
        {
            // It has already exited.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        try
        {
            await _process.StandardInput.WriteLineAsync();
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // On Windows nobody reads it.
        }

        _process.Dispose();
    }

    private async Task WatchAsync()
    {
        await _process.WaitForExitAsync();
        _exited.SetResult(_process.ExitCode);
    }
}
