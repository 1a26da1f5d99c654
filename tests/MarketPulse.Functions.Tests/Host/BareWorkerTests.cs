using System.Net;
using System.Net.Sockets;
using MarketPulse.Testing.Functions;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>Tests of the test host, with a worker that has one timer, and with broken apps.</summary>
public sealed class BareWorkerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("marketpulse-host-");

    private static string BareWorker => AppFolders.BareWorker;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_loads_runs_its_timer_and_ends_when_it_is_told_to(bool isPlaceholder)
    {
        await using FunctionsHost host = await FunctionsHost.StartAsync(Options(BareWorker) with { IsPlaceholder = isPlaceholder });

        host.Functions.ShouldHaveSingleItem().ToString().ShouldBe("Tick: timerTrigger %TickSchedule%");
        host.StartTime.ShouldBeGreaterThan(TimeSpan.Zero);
        host.Capabilities.ShouldContainKey("HandlesInvocationCancelMessage");
        await host.AskStatusAsync();

        Invocation onTime = host.RunTimer("Tick"), late = host.RunTimer("Tick", isPastDue: true);
        (await onTime.WaitAsync()).ShouldBe(new InvocationResult(InvocationStatus.Succeeded, ""));
        (await late.WaitAsync()).Status.ShouldBe(InvocationStatus.Succeeded);
        onTime.Lines.ShouldHaveSingleItem().ShouldBe(
            new LogLine(onTime.Id, "MarketPulse.Functions.BareWorker.TickFunction", LogLevel.Information, "Ticked.", IsSystem: false));
        late.Lines.ShouldHaveSingleItem().Message.ShouldBe("Ticked, past due.");

        host.RequestStop();
        (await host.WaitForExitAsync()).ShouldBe(0);
        (await Should.ThrowAsync<FunctionsHostException>(host.RunTimer("Tick").WaitAsync))
            .Message.ShouldStartWith("The worker exited with code 0.");
    }

    [Fact]
    public async Task A_timer_whose_setting_the_host_does_not_find_is_not_run_but_named()
    {
        await using FunctionsHost host = await FunctionsHost.StartAsync(Options(BareWorker) with
        {
            Settings = new Dictionary<string, string> { ["Tick__Schedule"] = "0 * * * * *" },
        });

        Should.Throw<FunctionsHostException>(() => host.RunTimer("Tick")).Message
            .ShouldBe("'%TickSchedule%' does not resolve to a value: the real host disables the function Tick.");
    }

    [Fact]
    public async Task A_folder_that_is_no_built_app_is_named_with_what_to_do()
    {
        (await RefusalAsync(Options(Path.Combine(_folder.FullName, "nowhere")))).ShouldBe(
            $"The folder {Path.Combine(_folder.FullName, "nowhere")} does not exist: build or publish the Functions app first.");
        (await RefusalAsync(Options(_folder.FullName))).ShouldBe(
            $"The folder {_folder.FullName} contains no functions.metadata, so it is not a built Functions app: "
            + "name the output folder of `dotnet build` or `dotnet publish`.");
        (await RefusalAsync(Options(App("no-worker", executable: "dotnet", script: null))))
            .ShouldEndWith("does not exist: rebuild the Functions app.");
        (await RefusalAsync(Options(App("no-program", executable: "no-such-program", script: "")))).ShouldContain("no-such-program");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        (await RefusalAsync(Options(BareWorker) with { Port = port })).ShouldBe(
            $"Port {port} of the loopback interface is in use: choose another one, or 0 for any free port.");
    }

    [Fact]
    public async Task A_worker_that_ends_at_its_start_shows_its_exit_code_and_last_lines()
    {
        string app = App("ends", executable: "/bin/sh", script: "echo no luck today >&2; exit 3");

        string refusal = await RefusalAsync(Options(app));

        refusal.ShouldStartWith("The worker exited with code 3 before its functions were loaded. ");
        refusal.ShouldEndWith("no luck today");
    }

    [Fact]
    public async Task A_worker_that_never_answers_is_given_up_with_its_last_lines_and_does_not_live_on()
    {
        string app = App("hangs", executable: "/bin/sh", script: "echo $$ > pid; echo still waiting; exec sleep 600");

        string refusal = await RefusalAsync(Options(app, TimeSpan.FromSeconds(2)));

        refusal.ShouldStartWith("The worker did not load its functions within 2 s. ");
        refusal.ShouldEndWith("still waiting");
        Directory.Exists($"/proc/{(await File.ReadAllTextAsync(Path.Combine(app, "pid"))).Trim()}").ShouldBeFalse();
    }

    private static FunctionsHostOptions Options(string folder, TimeSpan? limit = null) => new()
    {
        AppFolder = folder,
        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["TickSchedule"] = "0 */5 * * * *" },
        Limit = limit ?? TimeSpan.FromSeconds(60),
    };

    private static async Task<string> RefusalAsync(FunctionsHostOptions options) =>
        (await Should.ThrowAsync<FunctionsHostException>(async () => await (await FunctionsHost.StartAsync(options)).DisposeAsync()))
        .Message;

    /// <summary>Creates a folder that looks like a built app and whose worker is a script.</summary>
    private string App(string name, string executable, string? script)
    {
        string app = _folder.CreateSubdirectory(name).FullName;
        File.WriteAllText(Path.Combine(app, "functions.metadata"), "[]");
        File.WriteAllText(Path.Combine(app, "host.json"), """{"version":"2.0"}""");
        File.WriteAllText(
            Path.Combine(app, "worker.config.json"),
            $$"""{"description":{"defaultExecutablePath":"{{executable}}","defaultWorkerPath":"worker"} }""");
        if (script is not null)
        {
            File.WriteAllText(Path.Combine(app, "worker"), script);
        }

        return app;
    }
}
