using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Text.RegularExpressions;
using MarketPulse.Hosting.Scheduling;
using MarketPulse.Local.Commands;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Tests.Docs;

/// <summary>Everything that the documents refer to exists: links, files, commands, identifiers, commits.</summary>
public sealed partial class DocumentTests
{
    private const string FromClone = "dotnet run --project src/MarketPulse.Local -c Release -- ";

    /// <summary>Words in backticks that come from elsewhere and are in no file of the repository.</summary>
    private static readonly HashSet<string> OfOthers = new(StringComparer.Ordinal) { "virtualNetworkSubnetId" };

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        var broken = new List<string>();
        int inside = 0;
        foreach (Document document in Document.All)
        {
            foreach (string link in document.Links)
            {
                if (link.Contains(':', StringComparison.Ordinal))
                {
                    bool formed = Uri.TryCreate(link, UriKind.Absolute, out Uri? address) && address.Scheme is "https" or "mailto";
                    broken.AddRange(formed ? [] : [$"{document.Name}: {link}"]);
                    continue;
                }

                inside++;
                string[] parts = link.Split('#');
                string path = parts[0].Length == 0
                    ? document.Path
                    : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(document.Path)!, parts[0]));
                bool found = File.Exists(path) || Directory.Exists(path);
                if (found && parts.Length > 1)
                {
                    found = Document.All.First(other => other.Path == path).Anchors.Contains(parts[1], StringComparer.Ordinal);
                }

                broken.AddRange(found ? [] : [$"{document.Name}: {link}"]);
            }
        }

        inside.ShouldBeGreaterThan(20);
        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Commands_are_ones_that_marketpulse_takes()
    {
        RootCommand root = MarketPulseCommand.Create();
        string[] commands = [.. MarketPulseCommands()];
        string[] refused =
        [
            .. commands
                .Select(command =>
                    (command, parsed: root.Parse(CommandLineParser.SplitCommandLine(Shell().Replace(command, "")).Skip(1).ToArray())))
                .Where(pair => pair.parsed.Errors.Count > 0)
                .Select(pair => $"{pair.command}: {pair.parsed.Errors[0].Message}"),
        ];

        commands.Length.ShouldBeGreaterThan(8);
        refused.ShouldBeEmpty();
    }

    [Fact]
    public void Commands_named_in_passing_exist_and_README_lists_them_all()
    {
        string[] known = [.. MarketPulseCommand.Create().Subcommands.Select(command => command.Name)];
        string[] unknown =
        [
            .. Document.All.SelectMany(document => document.Quoted
                .Select(code => InPassing().Match(code))
                .Where(match => match.Success && !known.Contains(match.Groups["name"].Value, StringComparer.Ordinal))
                .Select(match => $"{document.Name}: {match.Value}")),
        ];
        string[] listed =
        [
            .. Document.Named("README.md").Quoted.Select(code => InPassing().Match(code))
                .Where(match => match.Success)
                .Select(match => match.Groups["name"].Value)
                .Distinct(StringComparer.Ordinal),
        ];

        unknown.ShouldBeEmpty();
        listed.ShouldBe(known, ignoreOrder: true);
    }

    [Fact]
    public void Build_commands_name_what_exists_and_are_those_of_the_continuous_build()
    {
        string build = File.ReadAllText(Repository.Path(".ci", "run"));
        string[] commands =
        [
            .. Document.All.SelectMany(document => document.Blocks.Where(block => !block.NeedsMore)).SelectMany(block => block.Commands)
                .Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal)),
        ];

        string[] atTheRoot = [.. commands.Where(command => RootCommand().IsMatch(command))];
        atTheRoot.ShouldContain("dotnet test");
        atTheRoot.ShouldAllBe(command => build.Contains(command, StringComparison.Ordinal));
        foreach (string command in commands)
        {
            foreach (Match path in ProjectPath().Matches(command))
            {
                (File.Exists(Repository.Path(path.Value)) || Directory.Exists(Repository.Path(path.Value))).ShouldBeTrue(command);
            }
        }
    }

    [Fact]
    public void Commands_that_take_Azure_or_tools_of_its_own_are_marked_as_such()
    {
        string[] unmarked =
        [
            .. Document.All.SelectMany(document => document.Blocks.Where(block => !block.NeedsMore).SelectMany(block => block.Commands)
                .Where(line => ToolsOfAzure().IsMatch(line))
                .Select(line => $"{document.Name}: {line}")),
        ];

        Document.All.SelectMany(document => document.Blocks.Where(block => block.NeedsMore).SelectMany(block => block.Commands))
            .Count(line => ToolsOfAzure().IsMatch(line))
            .ShouldBeGreaterThan(5);
        unmarked.ShouldBeEmpty();
    }

    [Fact]
    public void Steps_of_the_architecture_are_those_that_queues_and_schedules_run()
    {
        string[] listed = [.. Step().Matches(Document.Named("docs/architecture.md").Prose).Select(match => match.Groups["name"].Value)];

        listed.ShouldBe(
            [
                .. TimedStep.All.Select(step => step.Name),
                nameof(DetectEvents), nameof(ScoreEvent), nameof(ProfileInstruments), nameof(SendAlert),
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Files_and_folders_named_in_the_text_exist()
    {
        string[] missing =
        [
            .. Document.All.SelectMany(document => document.Quoted
                .Where(code => OwnPath().IsMatch(code))
                .Where(code => !File.Exists(Repository.Path(code)) && !Directory.Exists(Repository.Path(code)))
                .Select(code => $"{document.Name}: {code}")),
        ];

        missing.ShouldBeEmpty();
    }

    [Fact]
    public void Types_tables_columns_and_settings_named_in_the_text_exist()
    {
        HashSet<string> words = WordsOfTheCode();
        string[] unknown =
        [
            .. Document.All.SelectMany(document => document.Quoted
                .Where(code => Identifier().IsMatch(code) && !OfOthers.Contains(code))
                .Where(
                    code => !code.Split("__", StringSplitOptions.RemoveEmptyEntries)
                        .All(part => words.Contains(part)
                            || words.Contains(part.Replace("_", "", StringComparison.Ordinal))
                            || part.All(char.IsAsciiDigit)))
                .Select(code => $"{document.Name}: {code}")),
        ];

        words.Count.ShouldBeGreaterThan(3000);
        unknown.ShouldBeEmpty();
    }

    [Fact]
    public void Tables_of_the_README_are_those_of_the_storage()
    {
        string names = File.ReadAllText(Repository.Path("src", "MarketPulse.Storage", "Names.cs"));
        string[] stored =
        [
            .. TableName().Matches(names[..names.IndexOf("class ContainerNames", StringComparison.Ordinal)])
                .Select(match => match.Groups["name"].Value),
        ];
        string[] listed = [.. Document.Named("README.md").Quoted];

        stored.Length.ShouldBeGreaterThan(10);
        stored.ShouldBeSubsetOf(listed);
    }

    [Fact]
    public async Task Commits_named_as_examples_are_in_the_history()
    {
        MatchCollection examples = Commit().Matches(Document.Named("CONTRIBUTING.md").Prose);
        examples.Count.ShouldBeGreaterThan(3);
        if (!Path.Exists(Repository.Path(".git")) || (await GitAsync("rev-parse", "--is-shallow-repository")).Trim() != "false")
        {
            // A download or a shallow clone has no history.
            return;
        }

        foreach (Match example in examples)
        {
            (await GitAsync("log", "-1", "--format=%s", example.Groups["id"].Value)).Trim().ShouldBe(example.Groups["subject"].Value);
        }
    }

    /// <summary>Lines of code blocks that run marketpulse.</summary>
    private static IEnumerable<string> MarketPulseCommands() =>
        Document.All.SelectMany(document => document.Blocks).SelectMany(block => block.Commands)
            .Select(line => line.StartsWith(FromClone, StringComparison.Ordinal) ? $"marketpulse {line[FromClone.Length..]}" : line)
            .Select(line => line[(line.LastIndexOf("| marketpulse ", StringComparison.Ordinal) is var pipe and >= 0 ? pipe + 2 : 0)..])
            .Where(line => line.StartsWith("marketpulse ", StringComparison.Ordinal));

    private static HashSet<string> WordsOfTheCode()
    {
        string[] endings =
        [
            ".cs", ".json", ".bicep", ".bicepparam", ".yml", ".yaml", ".props", ".targets", ".csproj", ".sln", ".ts", ".mjs", ".csv",
            ".tmdl", ".pq", ".m",
        ];
        // A code such as too_few_bars corresponds to the enum member TooFewBars, so case and underscores are ignored.
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> files = new[] { "src", "tests", "infra", "dashboards", "samples", ".github", ".devcontainer" }
            .Select(folder => Repository.Path(folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Repository.Root))
            .Where(
                file => endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase) && !Generated()
                    .IsMatch(file) && Path.GetFileName(file) != "DocumentTests.cs");
        foreach (string text in files.Select(File.ReadAllText))
        {
            foreach (ValueMatch word in Word().EnumerateMatches(text))
            {
                words.Add(text.Substring(word.Index, word.Length));
            }
        }

        return words;
    }

    private static async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using Process git = Process.Start(start)!;
        string output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return output;
    }

    [GeneratedRegex(@"^marketpulse (?<name>[a-z][a-z-]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InPassing();

    [GeneratedRegex(@"\s*(>|\|).*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shell();

    [GeneratedRegex(@"^dotnet (build|test|format)( --[a-z-]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RootCommand();

    [GeneratedRegex(@"(src|tests)/[\w./]+|MarketPulse[\w.]*\.sln", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"(^|&& )(az|azd|func|bicep|npx|curl) ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ToolsOfAzure();

    [GeneratedRegex(
        @"^\| `(?<name>[A-Z]\w+)` \|", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Step();

    [GeneratedRegex(
        @"^(src|tests|docs|infra|samples|dashboards|\.github|\.ci)/[\w./\-]+$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnPath();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex("[A-Za-z][A-Za-z0-9_]*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Word();

    [GeneratedRegex("const string \\w+ = \"(?<name>[a-z]+)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableName();

    [GeneratedRegex("^Example: (?<id>[0-9a-f]{7}) "
        + "\"(?<subject>[^\"]+)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Commit();

    [GeneratedRegex(
        @"[\\/](bin|obj|node_modules|dist)[\\/]|package-lock\.json|packages\.lock\.json",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Generated();
}
