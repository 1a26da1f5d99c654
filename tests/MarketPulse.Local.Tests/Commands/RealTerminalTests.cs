using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>The command in a real terminal, which the utility <c>script</c> provides.</summary>
public sealed partial class RealTerminalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Articles = Path.Combine(Repository.Root, "samples", "articles.jsonl");

    [Fact]
    public async Task Terminal_gets_colour_unless_no_color_or_the_variable_forbids_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "There is no utility 'script' here.");

        Colour().IsMatch(await RunAsync("")).ShouldBeTrue();
        Colour().IsMatch(await RunAsync("--no-color")).ShouldBeFalse();
        Colour().IsMatch(await RunAsync("", ("NO_COLOR", "1"))).ShouldBeFalse();
    }

    private static async Task<string> RunAsync(string options, params (string Name, string Value)[] environment)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        string command = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "marketpulse.dll")}' detect '{Articles}' --clusters {options}";
        var start = new ProcessStartInfo("/usr/bin/script")
        {
            ArgumentList = { "-qec", command, "/dev/null" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["TERM"] = "xterm-256color" },
        };
        start.Environment.Remove("NO_COLOR");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        process.ExitCode.ShouldBe(0, output);
        return output;
    }

    /// <summary>A sequence that sets colour or weight. The runtime itself sends others when it first uses the terminal.</summary>
    [GeneratedRegex(@"\u001b\[[0-9;]*m", RegexOptions.None, 5000)]
    private static partial Regex Colour();
}
