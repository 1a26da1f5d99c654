using System.Diagnostics;

namespace MarketPulse.Local.Tests.Commands;

public sealed class CompletionCommandTests
{
    [Theory]
    [InlineData("[suggest:15]", "marketpulse sco", "scores")]
    [InlineData("[suggest:20]", "marketpulse scores -", "--symbol")]
    [InlineData("[suggest:28]", "marketpulse scores --output ", "parquet")]
    public async Task The_command_suggests_commands_options_and_values(string directive, string line, string expected)
    {
        Run run = await Cli.RunAsync([directive, line]);

        run.Output.Split('\n', StringSplitOptions.TrimEntries).ShouldContain(expected);
    }

    [Theory]
    [InlineData("marketpulse sens", "sensitivity")]
    [InlineData("marketpulse scores --sy", "--symbol")]
    public async Task Bash_completes_what_is_typed(string line, string expected)
    {
        string script = (await Cli.RunAsync(["completion", "bash"])).Output;
        string program = Path.Combine(AppContext.BaseDirectory, "marketpulse.dll");
        string last = line.Split(' ')[^1];
        string session = $$"""
            marketpulse() { dotnet '{{program}}' "$@"; }
            {{script}}
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=({{line}}) COMP_CWORD={{line.Split(' ').Length - 1}}
            _marketpulse
            printf '%s\n' "${COMPREPLY[@]}"
            """;

        Run run = await InShellAsync("bash", session);

        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldContain(expected, run.Error);
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(word => word.StartsWith(last, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("zsh", "compdef _marketpulse marketpulse")]
    [InlineData("fish", "complete -c marketpulse")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task Other_shells_have_a_script_that_asks_the_command(string shell, string registers)
    {
        Run run = await Cli.RunAsync(["completion", shell]);

        run.Output.ShouldContain(registers);
        run.Output.ShouldContain("[suggest:");
    }

    [Fact]
    public async Task An_unknown_shell_is_refused_with_the_known_ones()
    {
        Run run = await Cli.RunAsync(["completion", "tcsh"]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("'tcsh'");
    }

    private static async Task<Run> InShellAsync(string shell, string script)
    {
        var start = new ProcessStartInfo(shell, ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Run(process.ExitCode, output, await error);
    }
}
