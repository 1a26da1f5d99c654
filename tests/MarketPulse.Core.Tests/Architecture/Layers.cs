using System.Globalization;
using System.Text.RegularExpressions;

namespace MarketPulse.Core.Tests.Architecture;

/// <summary>
/// The levels of projects or folders, as a table in docs/architecture.md states them: each may use only those on a lower level.
/// </summary>
internal sealed partial class Layers
{
    private static readonly string Text = File.ReadAllText(Repository.Path("docs", "architecture.md"));

    private readonly Dictionary<string, int> _levels;

    private Layers(Dictionary<string, int> levels) => _levels = levels;

    /// <summary>Every project under src.</summary>
    public static Layers Projects { get; } = Read("Projects");

    /// <summary>The picture's source.</summary>
    public static string Picture { get; } = Mermaid().Match(Section("Projects and folders", "## ")).Groups["source"].Value;

    /// <summary>The names in the table.</summary>
    public IReadOnlyCollection<string> Names => _levels.Keys;

    /// <summary>The folders of a project.</summary>
    public static Layers FoldersOf(string project) => Read($"Folders of `{project}`");

    /// <summary>Whether the first may use the second.</summary>
    public bool Allows(string user, string used) => _levels[used] < _levels[user];

    private static Layers Read(string heading) => new(Row().Matches(Section(heading, "### "))
        .ToDictionary(
            row => row.Groups["name"].Value,
            row => int.Parse(row.Groups["level"].Value, CultureInfo.InvariantCulture),
            StringComparer.Ordinal));

    private static string Section(string heading, string level)
    {
        int start = Text.IndexOf($"\n{level}{heading}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, $"docs/architecture.md has no heading '{level}{heading}'");
        int end = Text.IndexOf("\n" + level.TrimEnd() + " ", start + 1, StringComparison.Ordinal);
        int next = Text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return Text[start..new[] { end, next }.Where(position => position > 0).Append(Text.Length).Min()];
    }

    [GeneratedRegex(
        @"^\| (?<level>\d+) \| `(?<name>[^`]+)` \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(
        "```mermaid\n(?<source>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mermaid();
}
