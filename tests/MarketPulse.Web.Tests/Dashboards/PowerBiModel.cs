using System.Text.RegularExpressions;

namespace MarketPulse.Web.Tests.Dashboards;

/// <summary>The semantic model under <c>dashboards/powerbi</c>, as far as its tests need it.</summary>
internal sealed partial class PowerBiModel
{
    private static readonly string Folder = Path.Combine(
        Repository.Root, "dashboards", "powerbi", "MarketPulse.SemanticModel", "definition");

    private PowerBiModel(IReadOnlyList<ModelTable> tables, IReadOnlyList<ModelRelationship> relationships)
    {
        Tables = tables;
        Relationships = relationships;
    }

    public IReadOnlyList<ModelTable> Tables { get; }

    public IReadOnlyList<ModelRelationship> Relationships { get; }

    public static PowerBiModel Read() => new(
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "tables"), "*.tmdl").Order(StringComparer.Ordinal).Select(ReadTable)],
        [.. ReadText("relationships.tmdl").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(ReadRelationship)]);

    public static string ReadText(string file) => File.ReadAllText(Path.Combine(Folder, file));

    public ModelTable Table(string name) => Tables.Single(table => table.Name == name);

    private static ModelTable ReadTable(string path)
    {
        string text = File.ReadAllText(path);
        var members = new List<ModelMember>();
        string? name = null;
        var description = new List<string>();
        ModelMember? open = null;
        foreach (string line in text.Split('\n'))
        {
            if (Description().Match(line) is { Success: true } spoken)
            {
                description.Add(spoken.Groups["text"].Value);
            }
            else if (Member().Match(line) is { Success: true } member)
            {
                if (member.Groups["kind"].Value == "table")
                {
                    name = member.Groups["name"].Value;
                    open = null;
                }
                else
                {
                    open = new ModelMember(
                        member.Groups["kind"].Value,
                        member.Groups["quoted"].Success ? member.Groups["quoted"].Value : member.Groups["name"].Value,
                        member.Groups["expression"].Value,
                        string.Join(' ', description),
                        new Dictionary<string, string>(StringComparer.Ordinal));
                    members.Add(open);
                }

                description.Clear();
            }
            else if (Property().Match(line) is { Success: true } property)
            {
                open?.Properties.Add(property.Groups["name"].Value, property.Groups["value"].Value);
            }
        }

        return new ModelTable(name!, text, members);
    }

    private static ModelRelationship ReadRelationship(string text)
    {
        string[] from = End("fromColumn").Split('.');
        string[] to = End("toColumn").Split('.');
        return new ModelRelationship(
            from[0], from[1], to[0], to[1], text.Contains("crossFilteringBehavior: bothDirections", StringComparison.Ordinal));

        string End(string end) => text.Split('\n').Single(line => line.StartsWith($"\t{end}: ", StringComparison.Ordinal)).Split(": ")[1];
    }

    [GeneratedRegex(@"^\t?/// (?<text>.+)$", RegexOptions.None, 5000)]
    private static partial Regex Description();

    [GeneratedRegex(
        @"^\t?(?<kind>table|measure|column|partition|refreshPolicy)(?: (?:'(?<quoted>[^']+)'|(?<name>\w+)))?(?: = (?<expression>.+))?$",
        RegexOptions.None, 5000)]
    private static partial Regex Member();

    [GeneratedRegex(@"^\t\t(?<name>\w+)(?::? ?=? ?(?<value>.*))$", RegexOptions.None, 5000)]
    private static partial Regex Property();
}

/// <summary>A table of the model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">The file.</param>
/// <param name="Members">Measures, columns, partitions and the refresh policy, in the order of the file.</param>
internal sealed record ModelTable(string Name, string Text, IReadOnlyList<ModelMember> Members)
{
    /// <summary>Columns, of the source and computed.</summary>
    public IEnumerable<ModelMember> Columns => Members.Where(member => member.Kind == "column");

    public IEnumerable<ModelMember> SourceColumns => Columns.Where(column => column.Expression.Length == 0);

    public IEnumerable<ModelMember> Measures => Members.Where(member => member.Kind == "measure");
}

/// <summary>A measure, column, partition or refresh policy.</summary>
/// <param name="Kind">The keyword that declares it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Expression">Its DAX expression; empty if it has none.</param>
/// <param name="Description">The text that Power BI shows for it.</param>
/// <param name="Properties">Its properties.</param>
internal sealed record ModelMember(
    string Kind, string Name, string Expression, string Description, Dictionary<string, string> Properties);

/// <summary>A relationship of many rows of one table to one row of another.</summary>
internal sealed record ModelRelationship(string FromTable, string FromColumn, string ToTable, string ToColumn, bool BothDirections);
