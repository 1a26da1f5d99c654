using System.Diagnostics;
using System.Globalization;
using Spectre.Console.Rendering;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>Output of the commands on the data of the demo: in narrow and wide terminals, in a file, in other languages.</summary>
public sealed class ConsoleTests(DemoStorage demo) : IClassFixture<DemoStorage>
{
    private const string Script = "/usr/bin/script";
    private const string EventId = "20251010T210500Z-364d4e2c";

    /// <summary>Commands that read the data of the demo.</summary>
    public static TheoryData<string> Readers =>
    [
        "scores", $"scores --event {EventId} --window 0,0", "sensitivity", "sensitivity --by measure", "findings", "index",
        "index --frequency month --pair US-CN", "feeds",
        "scenario --intensity 80 --pair US-CN", $"analogues {EventId}", "calibrate --symbol SIM.RARE", "verify",
    ];

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task No_line_is_wider_than_the_terminal_and_no_table_breaks(string command)
    {
        foreach (int width in new[] { 60, 80, 140 })
        {
            Run run = await demo.RunAsync(command, width);

            run.ExitCode.ShouldBe(0, run.Error);
            run.Output.ShouldNotContain("\u001b");
            run.Output.ShouldNotContain("…");
            run.Output.ShouldNotContain(" ,", customMessage: "a heading ends in a blank");
            run.Output.Split('\n').ShouldAllBe(line => new Segment(line.TrimEnd()).CellCount() <= width, $"{command} at {width}");
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_language_of_the_machine_changes_nothing(string command)
    {
        Run plain = await demo.RunAsync(command, width: 140);
        CultureInfo before = CultureInfo.CurrentCulture;
        foreach (string culture in new[] { "de-DE", "ja-JP", "ar-SA" })
        {
            try
            {
                CultureInfo.CurrentCulture = new CultureInfo(culture);
                (await demo.RunAsync(command, width: 140)).ShouldBe(plain, culture);
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    [Fact]
    public async Task Rows_by_kind_say_of_which_kind_they_are_at_any_width() =>
        (await demo.RunAsync("sensitivity --by measure", width: 60)).Output.ShouldContain("tariff");

    [Fact]
    public async Task Into_a_file_go_neither_colours_nor_progress()
    {
        Run run = await CliProcess.RunAsync(
            ["demo", "--simulated", "--storage", demo.ConnectionString], ("TERM", "xterm-256color"), ("COLORTERM", "truecolor"));

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("SIMULATED");
        run.Output.ShouldNotContain("\u001b");
        run.Output.ShouldNotContain("\r");
        run.Output.Split('\n').ShouldAllBe(line => line.TrimEnd().Length <= 80);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("1")]
    public async Task In_a_terminal_there_are_colours_and_progress_unless_NO_COLOR_is_set(string? noColor)
    {
        Assert.SkipUnless(File.Exists(Script), "A terminal is needed: apt-get install bsdutils");
        string tool = Path.Combine(AppContext.BaseDirectory, "marketpulse.dll");
        string command = $"dotnet '{tool}' demo --simulated --storage '{demo.ConnectionString}'";
        var start = new ProcessStartInfo(Script, ["--quiet", "--return", "--command", $"stty cols 100; {command}", "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["NO_COLOR"] = noColor;
        using Process terminal = Process.Start(start)!;
        string output = await terminal.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await terminal.WaitForExitAsync(TestContext.Current.CancellationToken);

        terminal.ExitCode.ShouldBe(0, output);
        output.ShouldContain("SIMULATED");
        output.Contains("\u001b[38;", StringComparison.Ordinal).ShouldBe(noColor is null, "colours");
        output.Contains("\u001b[2A", StringComparison.Ordinal).ShouldBe(noColor is null, "progress, which goes up to write over itself");
    }
}
