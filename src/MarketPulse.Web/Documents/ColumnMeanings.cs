using System.Reflection;
using System.Text;
using System.Xml.Linq;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Web.Documents;

/// <summary>Meanings of columns and tables: the summaries of their XML documentation, which is embedded in this assembly.</summary>
internal static class ColumnMeanings
{
    /// <summary>The assemblies with row types.</summary>
    private static readonly Assembly[] Rows = [typeof(RowSchema).Assembly, typeof(FeedCursor).Assembly];

    private static readonly Lazy<Dictionary<string, XElement>> Members = new(Read);

    /// <summary>The meaning of a column, in plain text.</summary>
    public static string Describe(RowColumn column) => Summary($"P:{column.Property.DeclaringType!.FullName}.{column.Property.Name}");

    /// <summary>What a row of the table is, in plain text.</summary>
    public static string Describe(RowSchema schema) => Summary($"T:{schema.RowType.FullName}");

    private static string Summary(string member) =>
        Members.Value.GetValueOrDefault(member)?.Element("summary") is { } summary ? Plain(summary) : "";

    private static string Plain(XElement element)
    {
        var text = new StringBuilder();
        foreach (XNode node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "see" } see => Referred((string?)see.Attribute("cref") ?? ""),
                XElement { Name.LocalName: "paramref" } parameter => (string?)parameter.Attribute("name"),
                XElement inner => Plain(inner),
                _ => "",
            });
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The name of a member in the data: for a property, its column.</summary>
    private static string Referred(string cref)
    {
        int dot = cref.LastIndexOf('.');
        return dot > 2 && Rows.Select(assembly => assembly.GetType(cref[2..dot])).FirstOrDefault(found => found is not null) is { } type
            && RowSchema.Of(type).Columns.FirstOrDefault(column => column.Property.Name == cref[(dot + 1)..]) is { } known
            ? known.Name
            : cref[(dot + 1)..];
    }

    private static Dictionary<string, XElement> Read() => Rows
        .SelectMany(Documented)
        .ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    private static IEnumerable<XElement> Documented(Assembly assembly)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{assembly.GetName().Name}.xml")!;
        return XDocument.Load(stream).Descendants("member");
    }
}
