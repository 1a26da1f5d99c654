using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using MarketPulse.Local.Tests.Commands;

namespace MarketPulse.Local.Tests.Docs;

/// <summary>The commands of docs/getting-started.md run, and print what the page shows.</summary>
public sealed partial class GettingStartedTests : IDisposable
{
    private const string Prompt = "$ marketpulse ";
    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_command_prints_what_the_page_shows()
    {
        string output = "";
        int shown = 0;
        foreach (string line in Document.Named("docs/getting-started.md").Blocks.SelectMany(block => block.Lines))
        {
            if (line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                Run run = await Cli.RunAsync([.. CommandLineParser.SplitCommandLine(line[Prompt.Length..]).Select(InFolder)]);
                run.ExitCode.ShouldBe(0, $"{line}\n{run.Error}");
                output = run.Output;
            }
            else
            {
                shown++;
                output.Split('\n').Select(Comparable).ShouldContain(Comparable(line));
            }
        }

        shown.ShouldBeGreaterThan(20);
        File.Exists(Path.Combine(_folder, "report.html")).ShouldBeTrue();
    }

    /// <summary>Rounds numbers to nine digits, because the last digits of a sum depend on the vector width of the processor.</summary>
    private static string Comparable(string line) =>
        Number().Replace(
            line.Trim(), match => double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("G9", CultureInfo.InvariantCulture));

    private string InFolder(string argument) => argument switch
    {
        "tutorial" or "report.html" => Path.Combine(_folder, argument),
        "samples/articles.jsonl" => Repository.Path(argument),
        _ => argument,
    };

    [GeneratedRegex(@"-?\d+\.\d{9,}(E[+-]?\d+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
