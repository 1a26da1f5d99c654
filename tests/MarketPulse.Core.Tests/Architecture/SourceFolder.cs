using System.Text.RegularExpressions;

namespace MarketPulse.Core.Tests.Architecture;

/// <summary>The source of one project: which of its folders use which others.</summary>
/// <param name="project">Name of the project, which is also its root namespace.</param>
/// <param name="rooms">The listed folders; any other folder belongs to its parent.</param>
internal sealed partial class SourceFolder(string project, IReadOnlyCollection<string> rooms)
{
    private readonly string _root = Repository.Path("src", project);

    /// <summary>Every folder with source files; files at the root of the project, which register its services, are omitted.</summary>
    public IEnumerable<string> Rooms => Files().Select(file => RoomOf(Path.GetDirectoryName(file)!)).Distinct(StringComparer.Ordinal);

    /// <summary>Every use of one folder by another, with the file that contains it.</summary>
    public IEnumerable<(string User, string Used, string File)> Arrows()
    {
        ILookup<string, string> types = Files().SelectMany(file => Declaration().Matches(Read(file))
                .Select(match => (Type: match.Groups["name"].Value, Room: RoomOf(Path.GetDirectoryName(file)!))))
            .ToLookup(pair => pair.Type, pair => pair.Room, StringComparer.Ordinal);
        foreach (string file in Files())
        {
            string user = RoomOf(Path.GetDirectoryName(file)!), text = Read(file);
            IEnumerable<string> imported = Using().Matches(text).Select(match => match.Groups["namespace"].Value)
                .Where(name => name.StartsWith(project + ".", StringComparison.Ordinal))
                .Select(name => RoomOf(name[(project.Length + 1)..].Replace('.', '/')));
            IEnumerable<string> qualified = Qualified().Matches(text)
                .SelectMany(match => types[match.Groups["type"].Value].Where(room => room.Split('/')[^1] == match.Groups["folder"].Value));
            foreach (string used in imported.Concat(qualified).Where(used => used != user).Distinct(StringComparer.Ordinal))
            {
                yield return (user, used, file);
            }
        }
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_root, "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'))
        .Where(file => file.Contains('/', StringComparison.Ordinal)
            && !file.StartsWith("obj/", StringComparison.Ordinal)
            && !file.StartsWith("bin/", StringComparison.Ordinal));

    private string Read(string file) => File.ReadAllText(Path.Combine(_root, file));

    private string RoomOf(string folder) =>
        rooms.Where(room => (folder.Replace('\\', '/') + "/").StartsWith(room + "/", StringComparison.Ordinal))
            .MaxBy(room => room.Length)
        ?? folder;

    [GeneratedRegex(
        @"^(global )?using (static |\w+ = )?(?<namespace>MarketPulse[\w.]*)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();

    [GeneratedRegex(
        @"^(public |internal |static |sealed |abstract |readonly |partial |ref )*"
        + @"(class|record struct|record|struct|enum|interface) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();

    // A type named through its folder needs no using: Impact.EventWindow, also in a comment.
    [GeneratedRegex(@"\b(?<folder>[A-Z]\w*)\.(?<type>[A-Z]\w*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Qualified();
}
