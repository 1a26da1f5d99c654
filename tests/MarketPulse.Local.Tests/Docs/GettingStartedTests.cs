using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using MarketPulse.Local.Tests.Commands;

namespace MarketPulse.Local.Tests.Docs;

/// <summary>
/// The commands of the tutorials run, and print what the pages show. MARKETPULSE_UPDATE_DOCS=1 replaces each line that is no longer printed
/// with the line that begins most like it; the text around the blocks is left to its writer.
/// </summary>
public sealed partial class GettingStartedTests : IDisposable
{
    private const string Prompt = "$ marketpulse ";
    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The real history ends in 2026; the simulated market is that of the year before.</summary>
    public static TheoryData<string, DateTimeOffset> Tutorials => new()
    {
        { "docs/getting-started.md", new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero) },
        { "docs/planted-truth.md", Cli.Now },
    };

    [Theory]
    [MemberData(nameof(Tutorials))]
    public async Task Every_command_prints_what_the_page_shows(string document, DateTimeOffset now)
    {
        string[] output = [];
        string path = Document.Named(document).Path, text = await File.ReadAllTextAsync(path);
        int shown = 0, at = 0;
        foreach (string line in Document.Named(document).Blocks.SelectMany(block => block.Lines))
        {
            if (line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                Run run = await Cli.RunAsync([.. CommandLineParser.SplitCommandLine(line[Prompt.Length..]).Select(InFolder)], now: now);
                run.ExitCode.ShouldBe(0, $"{line}\n{run.Error}");
                (output, at) = (run.Output.Split('\n'), 0);
                continue;
            }

            shown++;
            int printed = Array.FindIndex(output, at, one => Comparable(one) == Comparable(line));
            if (GeneratedText.IsUpdate && printed < 0)
            {
                printed = Enumerable.Range(at, output.Length - at).MaxBy(i => Alike(output[i], line));
                Alike(output[printed], line).ShouldBeGreaterThan(0, $"Nothing printed begins like: {line}");
                text = text.Replace(line + "\n", output[printed].TrimEnd() + "\n", StringComparison.Ordinal);
            }

            printed.ShouldBeGreaterThanOrEqualTo(0, $"{document} shows what is not printed: {line}");
            at = printed;
        }

        if (GeneratedText.IsUpdate)
        {
            await File.WriteAllTextAsync(path, text);
        }

        shown.ShouldBeGreaterThan(15);
        File.Exists(Path.Combine(_folder, "report.html")).ShouldBeTrue();
    }

    /// <summary>Rounds numbers to nine digits, because the last digits of a sum depend on the vector width of the processor.</summary>
    private static string Comparable(string line) =>
        Number().Replace(
            line.Trim(), match => double.Parse(match.Value, CultureInfo.InvariantCulture).ToString("G9", CultureInfo.InvariantCulture));

    /// <summary>Number of characters at the beginning that two lines have in common, without leading spaces.</summary>
    private static int Alike(string one, string other) => one.Trim().AsSpan().CommonPrefixLength(other.Trim());

    private string InFolder(string argument) => argument switch
    {
        "tutorial" or "history" or "report.html" => Path.Combine(_folder, argument),
        "samples/articles.jsonl" or "samples/history/events.csv" => Repository.Path(argument),
        _ => argument,
    };

    [GeneratedRegex(@"-?\d+\.\d{9,}(E[+-]?\d+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
