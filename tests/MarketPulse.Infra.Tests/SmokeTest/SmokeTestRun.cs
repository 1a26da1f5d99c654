using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MarketPulse.Infra.Tests.SmokeTest;

/// <summary>A run of <c>infra/smoke-test.sh</c> with an <c>az</c> in front of the real one.</summary>
/// <param name="ExitCode">Zero when the app works.</param>
/// <param name="Output">Everything it printed.</param>
internal sealed record SmokeTestRun(int ExitCode, string Output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Responds like the CLI with --query and --output to the commands that the script uses, and fails for all others.
    private const string Az =
        """
        #!/usr/bin/env bash
        case "$*" in
          'functionapp function list --resource-group rg --name app '*) cat "$STUB_FUNCTIONS" ;;
          'functionapp keys list --resource-group rg --name app '*)
            echo '{"host": "host-key-of-the-stub", "reader": "reader-key-of-the-stub"}' ;;
          'account get-access-token --scope api://registration/.default '*) echo token-of-the-stub ;;
          *) echo "az: unknown: $*" >&2; exit 2 ;;
        esac
        """;

    /// <summary>
    /// Runs it against the stub, once or until it gives up after some attempts; skips the test if a tool is missing.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="functions">Output of <c>az functionapp function list</c>.</param>
    /// <param name="options">Further options.</param>
    public static async Task<SmokeTestRun> RunAsync(StubApp app, JsonArray functions, params string[] options)
    {
        foreach (string tool in new[] { "bash", "jq", "curl" })
        {
            Assert.SkipUnless(
                !OperatingSystem.IsWindows()
                    && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool))),
                $"{tool} is missing: the smoke test needs it (apt install {tool}, or brew install {tool}).");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("smoke-test-");
        try
        {
            string az = Path.Combine(folder.FullName, "az"), list = Path.Combine(folder.FullName, "functions.json");
            await File.WriteAllTextAsync(az, Az);
            await File.WriteAllTextAsync(list, functions.ToJsonString());
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(az, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            var start = new ProcessStartInfo(
                "bash",
                [
                    Repository.Path("infra", "smoke-test.sh"), "--app", "app", "--resource-group", "rg", "--url", app.Address,
                    "--interval", "0", .. options,
                ])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["PATH"] = folder.FullName + ":" + Environment.GetEnvironmentVariable("PATH"),
                    ["STUB_FUNCTIONS"] = list,
                    ["GITHUB_ACTIONS"] = "",
                    ["no_proxy"] = "127.0.0.1",
                },
            };
            return await RunAsync(start);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<SmokeTestRun> RunAsync(ProcessStartInfo start)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new SmokeTestRun(process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
