using System.Text.RegularExpressions;

namespace MarketPulse.Local.Tests.Docs;

/// <summary>A Markdown file of the repository, parsed into parts that tests check.</summary>
internal sealed partial class Document
{
    private static readonly string[] Folders = ["docs", "infra", "dashboards", "src"];

    private Document(string path)
    {
        Path = path;
        var prose = new List<string>();
        var blocks = new List<Block>();
        List<string>? open = null;
        bool needsMore = false;
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (open is null)
                {
                    open = [];
                }
                else
                {
                    blocks.Add(new Block(open, needsMore));
                    (open, needsMore) = (null, false);
                }
            }
            else if (open is not null)
            {
                open.Add(line);
            }
            else
            {
                needsMore = line.StartsWith("<!-- needs:", StringComparison.Ordinal) || (needsMore && line.Length == 0);
                prose.Add(line);
            }
        }

        open.ShouldBeNull($"{Name} leaves a code block open");
        Prose = string.Join('\n', prose);
        Blocks = blocks;
    }

    /// <summary>All Markdown files of the repository.</summary>
    public static IReadOnlyList<Document> All { get; } =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(
                Folders.Select(folder => Repository.Path(folder)).Where(Directory.Exists)
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories)))
            .Where(path => !Elsewhere().IsMatch(path))
            .Order(StringComparer.Ordinal)
            .Select(path => new Document(path)),
    ];

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Path in the repository.</summary>
    public string Name => System.IO.Path.GetRelativePath(Repository.Root, Path).Replace('\\', '/');

    /// <summary>The text outside code blocks.</summary>
    public string Prose { get; }

    /// <summary>The fenced code blocks.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>Code in single backticks.</summary>
    public IEnumerable<string> Quoted => Backticks().Matches(Prose).Select(match => match.Groups["code"].Value);

    /// <summary>Targets of links and images.</summary>
    public IEnumerable<string> Links => Link().Matches(Prose).Select(match => match.Groups["target"].Value);

    /// <summary>Anchors of the headings, as GitHub generates them.</summary>
    public IEnumerable<string> Anchors =>
        Heading().Matches(Prose)
            .Select(match => NotInAnchors().Replace(match.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>A document by its path in the repository.</summary>
    public static Document Named(string name) => All.Single(document => document.Name == name);

    [GeneratedRegex(@"[\\/](bin|obj|node_modules)[\\/]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("(?<!`)`(?<code>[^`\n]+)`(?!`)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<title>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotInAnchors();
}

/// <summary>A fenced code block.</summary>
/// <param name="Lines">Its lines.</param>
/// <param name="NeedsMore">Whether it is marked as needing Azure or special tools.</param>
internal sealed record Block(IReadOnlyList<string> Lines, bool NeedsMore)
{
    private const string Prompt = "$ ";

    /// <summary>Its command lines, without the prompt.</summary>
    public IEnumerable<string> Commands =>
        Lines.Any(line => line.StartsWith(Prompt, StringComparison.Ordinal))
            ? Lines.Where(line => line.StartsWith(Prompt, StringComparison.Ordinal)).Select(line => line[Prompt.Length..])
            : Lines;
}
