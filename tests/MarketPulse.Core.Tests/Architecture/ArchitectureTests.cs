using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MarketPulse.Core.Tests.Architecture;

/// <summary>Dependencies between projects and folders follow the order in docs/architecture.md.</summary>
public partial class ArchitectureTests
{
    private static string[] Projects => [.. Directory.EnumerateDirectories(Repository.Path("src"))
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
        .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_project_has_a_level() => Layers.Projects.Names.Order(StringComparer.Ordinal).ShouldBe(Projects);

    [Fact]
    public void Projects_refer_to_lower_levels_only() =>
        References().Where(arrow => !Layers.Projects.Allows(arrow.User, arrow.Used)).ShouldBeEmpty();

    [Theory]
    [InlineData("MarketPulse.Core")]
    [InlineData("MarketPulse.Pipeline")]
    public void Every_folder_has_a_level(string project)
    {
        Layers layers = Layers.FoldersOf(project);
        new SourceFolder(project, layers.Names).Rooms.ShouldBe(layers.Names, ignoreOrder: true);
    }

    [Theory]
    [InlineData("MarketPulse.Core")]
    [InlineData("MarketPulse.Pipeline")]
    public void Folders_use_lower_levels_only(string project)
    {
        Layers layers = Layers.FoldersOf(project);
        (string User, string Used, string File)[] arrows = [.. new SourceFolder(project, layers.Names).Arrows()];

        arrows.Length.ShouldBeGreaterThan(layers.Names.Count);
        arrows.Where(arrow => !layers.Allows(arrow.User, arrow.Used)).ShouldBeEmpty();
    }

    [Fact]
    public void The_picture_shows_every_project_folder_and_reference()
    {
        IEnumerable<string> drawn = Arrow().Matches(Layers.Picture)
            .SelectMany(match => match.Groups["used"].Value.Split(" & ").Select(used => $"{match.Groups["user"].Value} --> {used}"));
        drawn.Order(StringComparer.Ordinal).ShouldBe(
            References().Select(arrow => $"{Short(arrow.User)} --> {Short(arrow.Used)}").Order(StringComparer.Ordinal));

        foreach (string project in new[] { "MarketPulse.Core", "MarketPulse.Pipeline" })
        {
            string inside = Regex.Match(
                Layers.Picture,
                $"subgraph {Short(project)}\n(.*?)\n  end",
                RegexOptions.Singleline,
                TimeSpan.FromSeconds(1)).Groups[1].Value;
            inside.Split(["~~~", " ", "\n"], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)
                .ShouldBe(Layers.FoldersOf(project).Names, ignoreOrder: true);
        }
    }

    private static string Short(string project) => project["MarketPulse.".Length..];

    /// <summary>The references of project files; a property in a path matches every project that it could name.</summary>
    private static IEnumerable<(string User, string Used)> References() =>
        from user in Projects
        from reference in XDocument.Load(Repository.Path("src", user, user + ".csproj")).Descendants("ProjectReference")
        let name = Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'))
        let pattern = $"^{Regex.Replace(Regex.Escape(name), @"\\\$\\\(\w+\\?\)", @"\w+", RegexOptions.None, TimeSpan.FromSeconds(1))}$"
        from used in Projects
        where Regex.IsMatch(used, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))
        select (user, used);

    [GeneratedRegex(
        @"^  (?<user>[\w.]+) --> (?<used>[\w.& ]+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arrow();
}
